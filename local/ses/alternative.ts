import { boundaryOf, decodedText, delimiterOf, type MimePart, mimePart } from './mime-part.ts';

interface Alternative {
  readonly text: string;
  readonly html: string;
}

const ENCODINGS = new Set(['7bit', '8bit', 'binary', 'quoted-printable', 'base64']);

const isPlain = ({ type, encoding, attached }: MimePart, wanted: RegExp): boolean =>
  wanted.test(type) && !attached && !/;\s*format=/i.test(type) && ENCODINGS.has(encoding);
const textOf = (part: MimePart): string => decodedText(part).replace(/\r?\n/g, '\n');

/**
 * The content of a mail that is a text part and an HTML part in one `multipart/alternative`, as campaign mails are. Undefined for every
 * other shape, which takes a whole parser.
 */
export function readAlternative(raw: Buffer): Alternative | undefined {
  const mail = mimePart(raw);
  const boundary = /^multipart\/alternative\b/i.test(mail.type) ? boundaryOf(mail) : undefined;
  if (boundary === undefined) return undefined;
  const body = mail.body.toString('latin1');
  const [first, second, last, ...more] = [...body.matchAll(delimiterOf(boundary))];
  if (!first || !second || !last || more.length > 0) return undefined;
  const between = (from: RegExpExecArray, to: RegExpExecArray): MimePart =>
    mimePart(Buffer.from(body.slice(from.index + from[0].length, to.index), 'latin1'));
  const [text, html] = [between(first, second), between(second, last)];
  if (!isPlain(text, /^text\/plain\b/i) || !isPlain(html, /^text\/html\b/i)) return undefined;
  return { text: textOf(text), html: textOf(html) };
}
