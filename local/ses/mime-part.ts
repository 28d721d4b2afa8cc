import { type Header, headerOf } from './mail.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';
import { readHeaders, splitSource } from './raw-mail.ts';

/** A MIME entity: a whole mail or a part of one. */
export interface MimePart {
  readonly head: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  /** Content-Type as written; `text/plain` when there is none. */
  readonly type: string;
  readonly encoding: string;
  readonly attached: boolean;
}

export function mimePart(raw: Buffer): MimePart {
  const { head, body } = splitSource(raw);
  const headers = readHeaders(head);
  return {
    head,
    headers,
    body,
    type: headerOf(headers, 'content-type') ?? 'text/plain',
    encoding: (headerOf(headers, 'content-transfer-encoding') ?? '7bit').trim().toLowerCase(),
    attached: /^attachment\b/i.test(headerOf(headers, 'content-disposition') ?? ''),
  };
}

/** Undefined when it is no multipart. */
export function boundaryOf({ type }: MimePart): string | undefined {
  const boundary = /^multipart\//i.test(type) ? /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type) : null;
  return boundary?.[1] ?? boundary?.[2];
}

/** Finds the lines between parts, with the line end before each, which belongs to it. */
export const delimiterOf = (boundary: string): RegExp =>
  new RegExp(`(\\r?\\n)?--${RegExp.escape(boundary)}(?:--)?[ \\t]*(?:\\r?\\n|$)`, 'g');

/** The text of a part without its transfer encoding and in its own charset. */
export function decodedText({ body, encoding, type }: MimePart): string {
  const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
  return new TextDecoder(charset).decode(transferDecoded(body, encoding));
}

function transferDecoded(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body.toString('latin1'), 'base64');
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body;
}
