/** `word` may hold dots (`contact.company_size`); `path` begins with one (`.amount` after a parenthesis). */
export type TokenKind = 'word' | 'path' | 'text' | 'number' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; of a `text`, what is between the quotes, without escapes. */
  readonly text: string;
  /** Offset of its first character in the source. */
  readonly from: number;
}

const part = String.raw`[\p{L}\p{M}\p{N}_-]+`;
/** What a property may be named to be written without quotes. */
export const barePath = new RegExp(`^${part}(?:\\.${part})*$`, 'u');
export const bareName = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u;

export const patterns: readonly (readonly [kind: TokenKind | 'space', pattern: RegExp])[] = [
  ['space', /\s+/y],
  ['word', new RegExp(String.raw`[\p{L}_][\p{L}\p{M}\p{N}_-]*(?:\.${part})*`, 'uy')],
  ['path', new RegExp(`(?:\\.${part})+`, 'uy')],
  ['number', /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ['sign', /==|!=|>=|<=|[=<>(),?[\]]/y],
];
