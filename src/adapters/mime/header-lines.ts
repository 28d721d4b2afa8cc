// biome-ignore lint/style/noRestrictedImports: the rule means the project's own lib/, this one is nodemailer's
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import { oneLine } from '../../domain/content/header-clean.ts';

const isPlain = (text: string): boolean => /^[\x20-\x7e]*$/.test(text) && !text.includes('=?');

/** Breaks at blanks so that a line stays below 76 octets where its words allow. */
function folded(words: readonly string[], start: number): string {
  let column = start;
  return words
    .map((word, i) => {
      const breaks = i > 0 && column + 1 + word.length > 76;
      column = breaks ? word.length + 1 : column + word.length + 1;
      return i === 0 ? word : `${breaks ? '\r\n' : ''} ${word}`;
    })
    .join('');
}

/** Encoded words hold whole characters; a long text becomes several, which readers join. */
const encoded = (text: string): readonly string[] => encodeWord(text, 'Q', 52).split(' ');

/** Free text: as it is when plain and short, else as RFC 2047 words, so that a literal `=?` reads as written. */
export function textHeader(name: string, text: string): string {
  const line = oneLine(text);
  const plain = isPlain(line) && line.length < 900 && !/ {2}/.test(line);
  return `${name}: ${folded(plain ? line.split(' ') : encoded(line), name.length + 2)}`;
}

/** Characters of a name, as contracts allow them; all of them escaped still fit one line of 998. */
export const longestName = 255;

export interface Mailbox {
  readonly name?: string | undefined;
  readonly email: string;
}

const addressShape =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@([A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;

function phrase(name: string): readonly string[] {
  if (!isPlain(name)) return encoded(name);
  return /^[A-Za-z0-9 ]+$/.test(name) && !/ {2}/.test(name) ? name.split(' ') : [`"${name.replace(/["\\]/g, '\\$&')}"`];
}

/** One address with its name. Throws for an address that is none: callers pass normalised ones. */
export function addressHeader(header: string, { name = '', email }: Mailbox): string {
  if (!addressShape.test(email) || email.length > 254) throw new Error(`${header} is not an e-mail address in ASCII`);
  const line = [...oneLine(name)].slice(0, longestName).join('');
  return `${header}: ${line === '' ? email : folded([...phrase(line), `<${email}>`], header.length + 2)}`;
}

/** Addresses in angle brackets, one per line. Throws for one that is not an address or too long for a line. */
export function urlsHeader(header: string, urls: readonly string[]): string {
  const safe = urls.map((url) => {
    const { href, protocol } = new URL(url);
    if (!['https:', 'http:', 'mailto:'].includes(protocol) || !/^[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(href))
      throw new Error(`${header} holds an address that cannot be sent`);
    return `<${href}>`;
  });
  return `${header}: ${safe.join(',\r\n ')}`;
}

/** An identifier such as a List-Id: letters, digits, dots, hyphens, colons and underscores; anything else becomes a hyphen. */
export const identifier = (id: string): string =>
  id
    .replace(/^<|>$/g, '')
    .replace(/[^A-Za-z0-9._:-]/g, '-')
    .slice(0, 500);
