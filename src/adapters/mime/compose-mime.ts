import { randomUUID } from 'node:crypto';
// biome-ignore lint/style/noRestrictedImports: the rule means the project's own lib/, this one is nodemailer's
import MailComposer from 'nodemailer/lib/mail-composer';
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

const part = (content: string, type: string) => ({
  content: content.replace(/\r\n|\r|\n/g, '\r\n'),
  contentType: `${type}; charset=utf-8`,
  contentTransferEncoding: 'quoted-printable',
});

/**
 * The mail as RFC 5322 source: multipart/alternative, text first, UTF-8 quoted-printable, CRLF, no line above 998 octets. Controls in names
 * and subjects become blanks; nothing in them can add or end a header. nodemailer writes the body; the headers with texts in them are ours,
 * since its own let readers decode a literal `=?utf-8?q?…?=`.
 */
export async function composeMime(mail: MimeMail): Promise<Buffer> {
  const headers = headersOf(mail);
  const composer = new MailComposer({
    messageId: `<${randomUUID()}@${mail.from.email.split('@')[1]}>`,
    alternatives: [part(mail.text, 'text/plain'), part(mail.html, 'text/html')],
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const body = await composer.compile().build();
  return Buffer.concat([Buffer.from(`${headers.join('\r\n')}\r\n`, 'latin1'), body]);
}
