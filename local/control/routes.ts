import type { AwsResponse } from '../service.ts';

export interface ControlRequest {
  readonly method: string;
  /** Path with its query string. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Values of the `{name}` segments of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

type ControlHandler = (request: ControlRequest) => Promise<AwsResponse> | AwsResponse;

/** A route below `/_local/`; segments in braces match any one segment: `/_local/mailbox/{id}`. */
export interface ControlRoute {
  readonly method: string;
  readonly path: string;
  readonly handler: ControlHandler;
}

/** The embedded cloud's own API, next to the product's on the public port. */
export class ControlRoutes {
  readonly #routes: (ControlRoute & { readonly segments: readonly string[] })[] = [];

  register(method: string, path: string, handler: ControlHandler): void {
    this.#routes.push({ method, path, handler, segments: path.split('/') });
  }

  registerAll(routes: readonly ControlRoute[]): void {
    for (const { method, path, handler } of routes) this.register(method, path, handler);
  }

  async handle(request: Omit<ControlRequest, 'params'>): Promise<AwsResponse> {
    const segments = (request.url.split('?', 1)[0] ?? '').split('/');
    const found = this.#routes.flatMap((route) => {
      const params = match(route.segments, segments);
      return params ? [{ route, params }] : [];
    });
    if (found.length === 0) return problem(404, `There is no ${request.url}`);
    const hit = found.find(({ route }) => route.method === request.method);
    return hit
      ? hit.route.handler({ ...request, params: hit.params })
      : problem(405, `${request.method} is not offered; use ${found.map(({ route }) => route.method).join(', ')}`);
  }
}

/** A problem document (RFC 9457); `field` names the input that is wrong. */
export function problem(status: number, detail: string, field?: string): AwsResponse {
  const title = status === 400 ? 'Bad input' : status === 404 ? 'Not found' : 'Not possible';
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ title, status, detail, ...(field !== undefined && { field }) }),
  };
}

export function json(value: unknown, status = 200): AwsResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function match(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = path[index] ?? '';
    if (expected.startsWith('{')) params[expected.slice(1, -1)] = decoded(actual);
    else if (expected !== actual) return undefined;
  }
  return params;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
