import { headerOf } from './mail.ts';
import { decodeQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.ts';
import { readHeaders, splitSource, withHeaders } from './raw-mail.ts';

/** A copy of a mail in which `rewrite` has changed each `text/html` part, wherever it is nested, but no attachment. */
export function mapHtmlParts(raw: Buffer, rewrite: (html: string) => string): Buffer {
  const { head, body } = splitSource(raw);
  const headers = readHeaders(head);
  const type = headerOf(headers, 'content-type') ?? 'text/plain';
  const attached = /^attachment\b/i.test(headerOf(headers, 'content-disposition') ?? '');
  if (/^text\/html\b/i.test(type) && !attached)
    return rewrittenPart(raw, body, type, headerOf(headers, 'content-transfer-encoding'), rewrite);
  const boundary = /^multipart\//i.test(type) ? /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type) : null;
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return raw;
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), mapParts(body, mark, rewrite)]);
}

/** Latin-1 keeps every byte while the boundaries are looked for. */
function mapParts(body: Buffer, boundary: string, rewrite: (html: string) => string): Buffer {
  const delimiter = new RegExp(`(\\r?\\n)?--${RegExp.escape(boundary)}(?:--)?[ \\t]*(?:\\r?\\n|$)`, 'g');
  const text = body.toString('latin1');
  const marks = [...text.matchAll(delimiter)];
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

function rewrittenPart(
  raw: Buffer,
  body: Buffer,
  type: string,
  encoding: string | undefined,
  rewrite: (html: string) => string,
): Buffer {
  const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
  const html = rewrite(decode(body, encoding, charset));
  const head = splitSource(
    withHeaders(raw, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Transfer-Encoding': 'quoted-printable' }),
  ).head;
  return Buffer.from(`${head}\r\n\r\n${encodeQuotedPrintable(html)}`);
}

function decode(body: Buffer, encoding: string | undefined, charset: string): string {
  return new TextDecoder(charset).decode(transferDecoded(body, (encoding ?? '7bit').trim().toLowerCase()));
}

function transferDecoded(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64');
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body;
}
