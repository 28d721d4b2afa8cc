import { runtimeError } from './asl-error.ts';
import { isRecord } from './is-record.ts';

type Segment = { readonly key: string } | { readonly index: number } | 'all';
export type Path = readonly Segment[];

const SEGMENT =
  /\.(?<name>[\p{L}_][\p{L}\p{N}_-]*)|\[(?:'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)"|(?<index>-?\d+)|(?<all>\*))\]|(?<dotAll>\.\*)/uy;

const parsed = new Map<string, Path>();

/** Parses a JSONPath of ASL: names, quoted names, indexes and `[*]`; filters, slices and `..` are not known. */
export function parsePath(text: string): Path {
  const known = parsed.get(text);
  if (known) return known;
  const segments = segmentsOf(text);
  parsed.set(text, segments);
  return segments;
}

function segmentsOf(text: string): Segment[] {
  if (!text.startsWith('$')) throw runtimeError(`'${text}' is not a path: it must begin with $`);
  const segments: Segment[] = [];
  let at = text.startsWith('$$') ? 2 : 1;
  while (at < text.length) {
    SEGMENT.lastIndex = at;
    const groups = SEGMENT.exec(text)?.groups;
    if (!groups) throw runtimeError(`The path '${text}' is not understood from '${text.slice(at)}' on`);
    segments.push(segmentOf(groups));
    at = SEGMENT.lastIndex;
  }
  return segments;
}

function segmentOf(groups: Record<string, string | undefined>): Segment {
  const quoted = groups['single'] ?? groups['double'];
  if (quoted !== undefined) return { key: quoted.replace(/\\(.)/g, '$1') };
  if (groups['name'] !== undefined) return { key: groups['name'] };
  return groups['index'] === undefined ? 'all' : { index: Number(groups['index']) };
}

/** The value at a path, or undefined when nothing is there. */
export function readPath(root: unknown, path: Path): unknown {
  let value = root;
  for (const [depth, segment] of path.entries()) {
    if (segment === 'all') return readAll(value, path.slice(depth + 1));
    value = child(value, segment);
    if (value === undefined) return undefined;
  }
  return value;
}

function readAll(value: unknown, rest: Path): unknown[] {
  const members = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
  return members.map((member) => readPath(member, rest)).filter((found) => found !== undefined);
}

function child(value: unknown, segment: Exclude<Segment, 'all'>): unknown {
  if ('index' in segment) return Array.isArray(value) ? value.at(segment.index) : undefined;
  return isRecord(value) && Object.hasOwn(value, segment.key) ? value[segment.key] : undefined;
}

/** A copy of `root` with `value` at a reference path; missing objects on the way are made. */
export function writePath(root: unknown, path: Path, value: unknown): unknown {
  const [segment, ...rest] = path;
  if (segment === undefined) return value;
  if (segment !== 'all' && 'key' in segment && (isRecord(root) || root === undefined)) {
    const { key } = segment;
    const inner = isRecord(root) && Object.hasOwn(root, key) ? root[key] : undefined;
    return { ...root, [key]: writePath(inner, rest, value) };
  }
  if (segment !== 'all' && 'index' in segment && Array.isArray(root) && segment.index < root.length) {
    return root.with(segment.index, writePath(root[segment.index], rest, value));
  }
  throw runtimeError('ResultPath does not match the state input: there is no object to write into');
}
