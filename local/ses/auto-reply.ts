import { build } from './compose.ts';
import { headerOf, type Mail } from './mail.ts';

/** The out-of-office answer of `ooto@simulator.amazonses.com` (RFC 3834). */
export function autoReply(mail: Mail, recipient: string, at: number): Promise<Buffer> {
  const messageId = `<${mail.messageId}@email.amazonses.com>`;
  return build({
    date: new Date(at),
    from: recipient,
    to: headerOf(mail.headers, 'Reply-To') ?? mail.from,
    subject: `Out of office: ${mail.subject}`,
    text: 'I am out of the office and will answer when I am back.\n',
    inReplyTo: messageId,
    references: messageId,
    headers: { 'Auto-Submitted': 'auto-replied', Precedence: 'auto_reply' },
  });
}
