import { randomUUID } from 'node:crypto';
// biome-ignore lint/style/noRestrictedImports: the rule means the project's own lib/, this one is nodemailer's
import { encode, wrap } from 'nodemailer/lib/qp';
import { addressHeader, identifier, type Mailbox, textHeader, urlsHeader } from './header-lines.ts';

/** One mail to one person. Addresses are normalised, texts may be anything. */
export interface MimeMail {
  readonly from: Mailbox;
  readonly to: string | Mailbox;
  readonly replyTo?: string | null | undefined;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Sets the one-click pair of RFC 8058. `mailto` with or without its scheme. */
  readonly unsubscribe?: { readonly url: string; readonly mailto?: string | null | undefined } | null | undefined;
  readonly listId?: string | null | undefined;
  readonly feedbackId?: string | null | undefined;
  /** Further headers by name; values are free text. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const owned: ReadonlySet<string> = new Set([
  'from',
  'to',
  'cc',
  'bcc',
  'sender',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'list-id',
  'feedback-id',
]);

function extraHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).map(([key, value]) => {
    if (!/^[A-Za-z][A-Za-z0-9-]{0,69}$/.test(key) || owned.has(key.toLowerCase()) || /^content-/i.test(key)) {
      throw new Error(`"${key.slice(0, 80)}" cannot be set as a header`);
    }
    return textHeader(key, value);
  });
}

/** The https address comes first: readers take the first one they can use. */
function listHeaders({ unsubscribe, listId, feedbackId }: MimeMail): readonly string[] {
  const mailto = unsubscribe?.mailto ? [unsubscribe.mailto.replace(/^(mailto:)?/i, 'mailto:')] : [];
  return [
    ...(listId ? [`List-Id: <${identifier(listId)}>`] : []),
    ...(unsubscribe
      ? [
          urlsHeader('List-Unsubscribe', [unsubscribe.url, ...mailto]),
          'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        ]
      : []),
    ...(feedbackId ? [`Feedback-ID: ${identifier(feedbackId)}`] : []),
  ];
}

const mailbox = (to: string | Mailbox): Mailbox => (typeof to === 'string' ? { email: to } : to);

const headersOf = (mail: MimeMail): readonly string[] => [
  addressHeader('From', mail.from),
  addressHeader('To', mailbox(mail.to)),
  ...(mail.replyTo ? [addressHeader('Reply-To', { email: mail.replyTo })] : []),
  textHeader('Subject', mail.subject),
  ...listHeaders(mail),
  ...extraHeaders(mail.headers ?? {}),
];

const part = (type: string, content: string): string =>
  [
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    wrap(encode(Buffer.from(content.replace(/\r\n|\r|\n/g, '\r\n'))), 76),
  ].join('\r\n');

/** A line that no part can hold: quoted-printable has no underscore after an equals sign. */
const newBoundary = (): string => `=_${randomUUID()}`;

/**
 * The mail as RFC 5322 source: multipart/alternative, text first, UTF-8 quoted-printable, CRLF, no line above 998 octets. Controls in names
 * and subjects become blanks; nothing in them can add or end a header. nodemailer writes the encodings.
 */
export function composeMime(mail: MimeMail): Buffer {
  const boundary = newBoundary();
  const lines = [
    ...headersOf(mail),
    `Message-ID: <${randomUUID()}@${mail.from.email.split('@')[1]}>`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    part('text/plain', mail.text),
    `--${boundary}`,
    part('text/html', mail.html),
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}
