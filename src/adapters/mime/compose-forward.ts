import { randomUUID } from 'node:crypto';
// biome-ignore lint/style/noRestrictedImports: the rule means the project's own lib/, this one is nodemailer's
import { encode, wrap } from 'nodemailer/lib/qp';
import type { ForwardedMail } from '../../usecases/ports/reply-store.ts';
import { addressHeader, identifier, textHeader } from './header-lines.ts';

/** SES takes 40 MB, the encoding and our own lines included; an original near that stays in S3. */
const maxOriginal = 25 * 1024 * 1024;

/** The header by which we know our own forwards. */
export const forwardHeader = 'X-PenguinMails-Forwarded';

/** Base64 carries eight-bit headers and long lines of an original unharmed; RFC 2046 §5.2.1 forbids it for message/rfc822 itself. */
const attachment = (original: Uint8Array): readonly string[] => [
  'Content-Type: application/octet-stream; name="reply.eml"',
  'Content-Disposition: attachment; filename="reply.eml"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from(original).toString('base64').replace(/.{76}/g, '$&\r\n'),
];

/** A reply on its way to the mailbox of the sender: what was written as text, the mail itself as an attachment. */
export function composeForward(mail: ForwardedMail): Buffer {
  const boundary = `=_${randomUUID()}`;
  const lines = [
    addressHeader('From', mail.from),
    addressHeader('To', { email: mail.to }),
    addressHeader('Reply-To', { email: mail.replyTo }),
    textHeader('Subject', mail.subject),
    'Auto-Submitted: auto-generated',
    `${forwardHeader}: ${identifier(mail.mark)}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    wrap(encode(Buffer.from(mail.text.replace(/\r\n|\r|\n/g, '\r\n'))), 76),
    ...(mail.original.length <= maxOriginal ? [`--${boundary}`, ...attachment(mail.original)] : []),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
