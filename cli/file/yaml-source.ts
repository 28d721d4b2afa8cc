import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument, Scalar } from 'yaml';
import type { FileFault, Finding, Origin, Path } from './fault.ts';

/** A YAML file as data, with the way back from data to the text. */
export interface YamlSource {
  readonly value: unknown;
  readonly faults: readonly FileFault[];
  /** The fault with its place in the text. */
  place(finding: Finding, origins?: readonly Origin[]): FileFault;
}

const startsWith = (path: Path, prefix: Path): boolean => prefix.every((part, i) => path[i] === part);

/** Where native data came from: the longest prefix that is known decides. */
function sourceOf(path: Path, origins: readonly Origin[]): Path {
  const known = origins.filter(({ native }) => startsWith(path, native));
  const best = known.reduce<Origin | undefined>(
    (longest, one) => (longest && longest.native.length >= one.native.length ? longest : one),
    undefined,
  );
  return best ? [...best.source, ...path.slice(best.native.length)] : path;
}

const priorityKey = /^( *)priority_handling:/;

/**
 * The specification writes the priorities of its exclusion rules as a key among the items of their list, which no YAML parser takes:
 * here it becomes an item of the list. Lines stay where they are.
 */
function mended(text: string): string {
  const lines = text.split('\n');
  return lines
    .map((line, i) => {
      const indent = priorityKey.exec(line)?.[1];
      const before = indent === undefined ? undefined : lines.slice(0, i).findLast((one) => one.trim() !== '');
      return indent !== undefined && before?.startsWith(`${indent}- `) ? line.replace(indent, `${indent}- `) : line;
    })
    .join('\n');
}

/** Columns between the beginning of a scalar and that of its text; undefined for a text over several lines. */
function quoteWidth(node: Node): number | undefined {
  if (!isScalar(node)) return undefined;
  if (node.type === Scalar.PLAIN) return 0;
  return node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE ? 1 : undefined;
}

type Data = { readonly value: unknown } | { readonly message: string };

/** The data of a document; aliases that lead nowhere, or multiply beyond all use, are refused. */
function dataOf(document: ReturnType<typeof parseDocument>): Data {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) };
  }
}

/** Reads YAML 1.2. Wrong syntax is told with every fault, and then `value` is not to be used. */
export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(mended(text), { lineCounter: lines, prettyErrors: false });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const nodeAt = (path: Path): Node | undefined => {
    const found = path.length === 0 ? document.contents : document.getIn(path, true);
    return isNode(found) ? found : undefined;
  };
  const nearestNode = (path: Path): Node | undefined =>
    path
      .map((_, i) => nodeAt(path.slice(0, path.length - i)))
      .concat(nodeAt([]))
      .find((node) => node !== undefined);
  const keyAt = (path: Path, key: string): Node | undefined => {
    const parent = nodeAt(path);
    const pair = isMap(parent) ? parent.items.find((one) => isScalar(one.key) && one.key.value === key) : undefined;
    return isNode(pair?.key) ? pair.key : undefined;
  };
  const placeIn = (node: Node, within: Finding['within']) => {
    const start = position(node.range?.[0] ?? 0);
    const width = quoteWidth(node);
    if (!within || width === undefined || within.line > 1) return start;
    return { line: start.line, column: start.column + width + within.column - 1 };
  };
  const syntax = document.errors.map(({ code, message, pos }) => ({
    ...position(pos[0]),
    path: '',
    code: `yaml_${code.toLowerCase()}`,
    message,
  }));
  const data = syntax.length === 0 ? dataOf(document) : { value: undefined };
  return {
    value: 'value' in data ? data.value : undefined,
    faults: 'message' in data ? [{ line: 1, column: 1, path: '', code: 'yaml_alias', message: data.message }] : syntax,
    place: ({ path, code, message, key, within }, origins = []) => {
      const source = sourceOf(path, origins);
      const node = (key === undefined ? undefined : keyAt(source, key)) ?? nearestNode(source);
      const place = node ? placeIn(node, within) : { line: 1, column: 1 };
      return { ...place, path: [...source, ...(key === undefined ? [] : [key])].join('.'), code, message };
    },
  };
}
