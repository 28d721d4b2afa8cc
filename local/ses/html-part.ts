import { boundaryOf, decodedText, delimiterOf, type MimePart, mimePart } from './mime-part.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';
import { splitSource, withHeaders } from './raw-mail.ts';

/** A copy of a mail in which `rewrite` has changed each `text/html` part, wherever it is nested, but no attachment. */
export function mapHtmlParts(raw: Buffer, rewrite: (html: string) => string): Buffer {
  const part = mimePart(raw);
  if (/^text\/html\b/i.test(part.type) && !part.attached) return rewrittenPart(raw, part, rewrite);
  const boundary = boundaryOf(part);
  if (boundary === undefined) return raw;
  return Buffer.concat([Buffer.from(`${part.head}\r\n\r\n`), mapParts(part.body, boundary, rewrite)]);
}

/** Latin-1 keeps every byte while the boundaries are looked for. */
function mapParts(body: Buffer, boundary: string, rewrite: (html: string) => string): Buffer {
  const text = body.toString('latin1');
  const marks = [...text.matchAll(delimiterOf(boundary))];
  const pieces = marks.flatMap((mark, index) => {
    const from = mark.index + mark[0].length;
    const next = marks[index + 1];
    const part = next
      ? mapHtmlParts(Buffer.from(text.slice(from, next.index), 'latin1'), rewrite)
      : Buffer.from(text.slice(from), 'latin1');
    return [Buffer.from(mark[0], 'latin1'), part];
  });
  return Buffer.concat([Buffer.from(text.slice(0, marks[0]?.index ?? text.length), 'latin1'), ...pieces]);
}

function rewrittenPart(raw: Buffer, part: MimePart, rewrite: (html: string) => string): Buffer {
  const html = rewrite(decodedText(part));
  const head = splitSource(
    withHeaders(raw, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Transfer-Encoding': 'quoted-printable' }),
  ).head;
  return Buffer.from(`${head}\r\n\r\n${encodeQuotedPrintable(html)}`);
}
