type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

export interface Pattern {
  /** `ANY` for every method. */
  readonly method: string;
  /** Undefined for `$default`, which takes whatever no other route does. */
  readonly segments: readonly Segment[] | undefined;
}

/** Reads `GET /contacts/{id}`, `ANY /{proxy+}` or `$default`. */
export function parseRouteKey(routeKey: string): Pattern {
  if (routeKey === '$default') return { method: 'ANY', segments: undefined };
  const [method = 'ANY', path = '/'] = routeKey.split(' ', 2);
  return { method, segments: split(path).map(segmentOf) };
}

function segmentOf(text: string): Segment {
  const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(text) ?? [];
  if (name === undefined) return { kind: 'literal', text };
  return { kind: greedy ? 'greedy' : 'parameter', name };
}

export interface Match<T> {
  readonly route: T;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Chooses as API Gateway does: the most specific path first, then the method over ANY, `$default` last. */
export function matchRoute<T extends { readonly pattern: Pattern }>(
  routes: readonly T[],
  method: string,
  path: string,
): Match<T> | undefined {
  const segments = split(path);
  const candidates = routes.flatMap((route) => {
    if (route.pattern.method !== 'ANY' && route.pattern.method !== method) return [];
    const pathParameters = parametersOf(route.pattern.segments, segments);
    return pathParameters ? [{ route, pathParameters, rank: rank(route.pattern) }] : [];
  });
  return candidates.reduce<(typeof candidates)[number] | undefined>(
    (best, next) => (best === undefined || next.rank > best.rank ? next : best),
    undefined,
  );
}

const SPECIFICITY = { literal: '3', parameter: '2', greedy: '1' } as const;

/** Compared as text: one digit per segment, then the method. */
function rank({ segments, method }: Pattern): string {
  const path = segments?.map(({ kind }) => SPECIFICITY[kind]).join('') ?? '';
  return `${path.padEnd(64, segments ? '9' : '0')}${method === 'ANY' ? 0 : 1}`;
}

function parametersOf(
  pattern: readonly Segment[] | undefined,
  path: readonly string[],
): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  if (pattern === undefined) return parameters;
  for (const [index, segment] of pattern.entries()) {
    const rest = path.slice(index);
    if (rest[0] === undefined || (segment.kind !== 'literal' && rest[0] === '')) return undefined;
    if (segment.kind === 'greedy') return { ...parameters, [segment.name]: decoded(rest.join('/')) };
    if (segment.kind === 'parameter') parameters[segment.name] = decoded(rest[0]);
    else if (decoded(rest[0]) !== segment.text) return undefined;
  }
  return pattern.length === path.length ? parameters : undefined;
}

function split(path: string): string[] {
  return path.split('/').slice(1);
}

/** Percent-decoded, or as it is when it is no valid encoding. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
