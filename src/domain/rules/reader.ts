import { expectedButFound, type RuleSyntaxError, syntaxErrorAt } from './syntax-error.ts';
import type { Token } from './token.ts';

export const maxErrors = 20;

/** A walk over the tokens of a text. Functions that read return undefined once they cannot go on; the error is then in `errors`. */
export interface Reader {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly errors: RuleSyntaxError[];
  at: number;
  depth: number;
}

const end: Token = { kind: 'end', text: '', from: 0 };

export const peek = ({ tokens, at }: Reader, ahead = 0): Token => tokens[at + ahead] ?? tokens.at(-1) ?? end;

export function take(reader: Reader): Token {
  const token = peek(reader);
  reader.at += 1;
  return token;
}

export const isWord = ({ kind, text }: Token, word: string): boolean => kind === 'word' && text.toLowerCase() === word;
export const isSign = ({ kind, text }: Token, sign: string): boolean => kind === 'sign' && text === sign;

/** Takes the next token if it is this word, in capitals or not. */
export function takeWord(reader: Reader, word: string): boolean {
  const found = isWord(peek(reader), word);
  if (found) reader.at += 1;
  return found;
}

export function takeSign(reader: Reader, sign: string): boolean {
  const found = isSign(peek(reader), sign);
  if (found) reader.at += 1;
  return found;
}

/** Notes an error at an offset; reading may go on to find more. */
export function note(reader: Reader, offset: number, expected: readonly string[], message: string): void {
  if (reader.errors.length < maxErrors) reader.errors.push(syntaxErrorAt(reader.source, offset, expected, message));
}

const foundWords = ({ kind, text }: Token): string =>
  kind === 'end' ? 'the end of the rule' : kind === 'text' ? `the text ${JSON.stringify(text)}` : `"${text}"`;

/** The next token is not what could stand here: reading ends. */
export function stop(reader: Reader, expected: readonly string[], hint = ''): undefined {
  const token = peek(reader);
  note(reader, token.from, expected, `${expectedButFound(expected, foundWords(token))}${hint}`);
  return undefined;
}

/** Takes a sign that must follow. */
export const needSign = (reader: Reader, sign: string): true | undefined =>
  takeSign(reader, sign) || stop(reader, [`"${sign}"`]);
