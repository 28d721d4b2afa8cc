import { fail, ok, type Result } from '../result.ts';
import { type RuleSyntaxError, syntaxErrorAt } from './syntax-error.ts';
import { patterns, type Token } from './token.ts';

const closedText = /"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'/y;
const escapes = /\\(?:u([0-9a-fA-F]{4})|(.))/gs;
const escaped: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** What people write out of habit, and what it is called here. */
const habits: ReadonlyMap<string, string> = new Map([
  ['&', '`and`'],
  ['|', '`or`'],
  ['!', '`not`'],
  ['“', 'a straight quotation mark'],
  ['”', 'a straight quotation mark'],
  ['‘', 'a straight quotation mark'],
  ['’', 'a straight quotation mark'],
]);

type Read = { readonly token?: Token; readonly to: number; readonly error?: RuleSyntaxError };

function textToken(source: string, from: number): Read {
  closedText.lastIndex = from;
  const raw = closedText.exec(source)?.[0];
  const quote = source[from];
  if (raw === undefined)
    return {
      to: source.length,
      error: syntaxErrorAt(source, from, [`a closing ${quote}`], `This text is not closed on its line by a ${quote}.`),
    };
  let wrong: number | undefined;
  const text = raw.slice(1, -1).replace(escapes, (all, code: string | undefined, letter: string, at: number) => {
    const meant = code === undefined ? escaped.get(letter) : String.fromCharCode(Number.parseInt(code, 16));
    if (meant === undefined) wrong ??= from + 1 + at;
    return meant ?? all;
  });
  const to = from + raw.length;
  if (wrong === undefined) return { token: { kind: 'text', text, from }, to };
  const message = 'There is no such escape. Write \\\\ for a backslash.';
  return { to, error: syntaxErrorAt(source, wrong, ['\\"', "\\'", '\\\\', '\\n', '\\t', '\\u0041'], message) };
}

function strangeCharacter(source: string, from: number): Read {
  const character = String.fromCodePoint(source.codePointAt(from) ?? 0);
  let to = from;
  while (source.startsWith(character, to)) to += character.length;
  const meant = habits.get(character);
  const expected = meant ? [meant] : ['a word', 'a number', 'a text in quotes', 'a comparison'];
  const message = `${JSON.stringify(source.slice(from, Math.min(to, from + 20)))} means nothing here.${meant ? ` Write ${meant}.` : ''}`;
  return { to, error: syntaxErrorAt(source, from, expected, message) };
}

function readToken(source: string, from: number): Read {
  if (source[from] === '"' || source[from] === "'") return textToken(source, from);
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = from;
    const text = pattern.exec(source)?.[0];
    if (text !== undefined) {
      const to = from + text.length;
      return kind === 'space' ? { to } : { token: { kind, text, from }, to };
    }
  }
  return strangeCharacter(source, from);
}

/** Splits the text of a rule into tokens, the last of them `end`; at most `maxErrors` errors are told at once. */
export function tokensOf(source: string, maxErrors: number): Result<readonly Token[], readonly RuleSyntaxError[]> {
  const tokens: Token[] = [];
  const errors: RuleSyntaxError[] = [];
  for (let at = 0; at < source.length && errors.length < maxErrors; ) {
    const { token, error, to } = readToken(source, at);
    if (token) tokens.push(token);
    if (error) errors.push(error);
    at = to;
  }
  return errors.length > 0 ? fail(errors) : ok([...tokens, { kind: 'end', text: '', from: source.length }]);
}
