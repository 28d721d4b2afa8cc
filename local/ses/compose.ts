import { createTransport, type SendMailOptions } from 'nodemailer';
import type { SendRequest, SimpleContent } from './send-request.ts';

/** The source of a mail given as Simple content. Bcc recipients stay in the envelope. */
export function composeSimple(request: SendRequest, simple: SimpleContent): Promise<Buffer> {
  const { Subject, Body, Headers } = simple;
  return build({
    from: request.FromEmailAddress ?? '',
    to: request.Destination?.ToAddresses ?? [],
    cc: request.Destination?.CcAddresses ?? [],
    replyTo: request.ReplyToAddresses,
    subject: Subject.Data,
    ...(Body.Text ? { text: Body.Text.Data } : {}),
    ...(Body.Html ? { html: Body.Html.Data } : {}),
    headers: Headers.map(({ Name, Value }) => ({ key: Name, value: Value })),
  });
}

const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

/** MIME source with CRLF line ends. */
export async function build(mail: SendMailOptions): Promise<Buffer> {
  const { message } = await composer.sendMail(mail);
  if (!Buffer.isBuffer(message)) throw new Error('the composer gave no source');
  return message;
}
