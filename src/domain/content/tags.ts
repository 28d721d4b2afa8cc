import { sourceLimits } from './limits.ts';

type TagKind = 'output' | 'open' | 'inverse' | 'close' | 'else' | 'chain' | 'comment' | 'raw';

/** One `{{…}}` of a source; `end` is the offset behind it, or undefined when it is cut off or too long. */
export interface Tag {
  readonly kind: TagKind;
  readonly start: number;
  readonly end: number | undefined;
  /** First word of a block tag. */
  readonly name: string;
}

const shapes: readonly (readonly [RegExp, TagKind])[] = [
  [/^\{\{\{\{/, 'raw'],
  [/^\{\{~?#/, 'open'],
  [/^\{\{~?\//, 'close'],
  [/^\{\{~?(\^|\s*else)\s*~?\}\}/, 'else'],
  [/^\{\{~?\^/, 'inverse'],
  [/^\{\{~?\s*else\b/, 'chain'],
  [/^\{\{~?!/, 'comment'],
];

const kindOf = (head: string): TagKind => shapes.find(([shape]) => shape.test(head))?.[1] ?? 'output';

const nameOf = (head: string): string => /^\{\{~?[#/^]?[>*]?\s*([^\s~}(]*)/.exec(head)?.[1] ?? '';

const closers: Readonly<Record<string, string>> = { '"': '"', "'": "'", '[': ']' };

/** Offset behind the quoted text or `[segment]` that begins at `at`. */
function skipQuoted(source: string, at: number, closer: string, limit: number): number {
  let i = at + 1;
  while (i < limit && source[i] !== closer) i += source[i] === '\\' && source[i + 1] === closer ? 2 : 1;
  return i + 1;
}

function endOfTag(source: string, start: number): number | undefined {
  const limit = Math.min(source.length, start + sourceLimits.tagLength);
  let i = start + 2;
  while (i < limit) {
    if (source.startsWith('}}', i)) return source[i + 2] === '}' ? i + 3 : i + 2;
    const closer = closers[source[i] ?? ''];
    i = closer ? skipQuoted(source, i, closer, limit) : i + 1;
  }
  return undefined;
}

/** Long comments (`{{!-- --}}`) may hold tags and be of any length. */
function endOfComment(source: string, start: number): number | undefined {
  const long = /^\{\{~?!--/.test(source.slice(start, start + 6));
  if (!long) {
    const at = source.indexOf('}}', start);
    return at < 0 ? undefined : at + 2;
  }
  for (let at = source.indexOf('--', start); at >= 0; at = source.indexOf('--', at + 1)) {
    if (source.startsWith('}}', at + 2)) return at + 4;
    if (source.startsWith('~}}', at + 2)) return at + 5;
  }
  return undefined;
}

const backslashes = (source: string, from: number, at: number): number => {
  let count = 0;
  while (count < 2 && at - count - 1 >= from && source[at - count - 1] === '\\') count++;
  return count;
};

/** The tags of a source in order, as the Handlebars lexer cuts them (`\{{` is text). Linear; stops at a tag without an end. */
export function tagsOf(source: string): readonly Tag[] {
  const tags: Tag[] = [];
  let from = 0;
  for (let start = source.indexOf('{{'); start >= 0; start = source.indexOf('{{', from)) {
    if (backslashes(source, from, start) === 1) {
      from = start + 2;
      continue;
    }
    const head = source.slice(start, start + sourceLimits.tagLength);
    const kind = kindOf(head);
    const end = kind === 'raw' ? start + 4 : kind === 'comment' ? endOfComment(source, start) : endOfTag(source, start);
    tags.push({ kind, start, end, name: nameOf(head) });
    if (end === undefined) break;
    from = end;
  }
  return tags;
}
