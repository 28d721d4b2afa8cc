import { createTransport } from 'nodemailer';
import { type ControlRoute, problem } from '../control/routes.ts';
import { replyTo } from '../people/reply.ts';
import type { Clock } from '../service.ts';
import { headerOf, type Mail } from '../ses/mail.ts';
import type { MailStore } from '../ses/mail-store.ts';
import { bareAddress } from '../ses/read-mail.ts';

export interface ReplyOptions {
  readonly mails: MailStore;
  readonly clock: Clock;
  /** The port that takes mail; null where none does. */
  readonly smtpPort: number | null;
}

/** Hands an answer to the port that takes mail, as the mail server of the reader would. */
async function answer({ clock }: ReplyOptions, port: number, mail: Mail, text: string): Promise<void> {
  const address = mail.recipients[0] ?? '';
  const raw = await replyTo(mail, address, text, clock.now());
  const to = bareAddress(headerOf(mail.headers, 'Reply-To') ?? headerOf(mail.headers, 'From') ?? mail.from);
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    await transport.sendMail({ envelope: { from: address, to }, raw });
  } finally {
    transport.close();
  }
}

const refusalOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** `POST /_local/mail/{id}/reply`: the form below a mail, sent by its reader. */
export const replyRoute = (options: ReplyOptions): ControlRoute => ({
  method: 'POST',
  path: '/_local/mail/{id}/reply',
  handler: async ({ params, body }) => {
    const mail = options.mails.get(Number(params['id']));
    if (mail?.direction !== 'outbound') return problem(404, `There is no mail ${params['id'] ?? ''} to answer`);
    const text = new URLSearchParams(body.toString()).get('text')?.trim() ?? '';
    if (text === '') return problem(400, 'Write something to send', 'text');
    if (options.smtpPort === null) return problem(409, 'No port takes mail: start with --smtp 2525');
    try {
      await answer(options, options.smtpPort, mail, text);
    } catch (cause) {
      return problem(409, `The mail was refused: ${refusalOf(cause)}`);
    }
    return { status: 303, headers: { location: `/_local/mail/${mail.id}` }, body: '' };
  },
});
