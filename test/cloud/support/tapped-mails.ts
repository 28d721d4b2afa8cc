import { simpleParser } from 'mailparser';
import * as z from 'zod';
import type { SentMail } from './sent-mail.ts';

/** One accepted `SendEmail` call, as the function made it. */
export const TappedCall = z.object({
  at: z.iso.datetime(),
  request: z.object({
    FromEmailAddress: z.string(),
    Destination: z.object({ ToAddresses: z.tuple([z.string()]) }),
    Content: z.object({ Raw: z.object({ Data: z.base64() }) }),
    ConfigurationSetName: z.string(),
    EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })),
  }),
  reply: z.object({ MessageId: z.string() }),
});
export type TappedCall = z.input<typeof TappedCall>;

const unfolded = (lines: readonly { readonly line: string }[]): SentMail['headers'] =>
  lines.map(({ line }) => {
    const colon = line.indexOf(':');
    return {
      name: line.slice(0, colon),
      value: line
        .slice(colon + 1)
        .replaceAll(/\r?\n\s*/g, ' ')
        .trim(),
    };
  });

async function mailOf({ at, request, reply }: z.output<typeof TappedCall>): Promise<SentMail> {
  const parsed = await simpleParser(Buffer.from(request.Content.Raw.Data, 'base64'));
  return {
    messageId: reply.MessageId,
    at,
    to: request.Destination.ToAddresses[0],
    subject: parsed.subject ?? '',
    configurationSet: request.ConfigurationSetName,
    tags: Object.fromEntries(request.EmailTags.map(({ Name, Value }) => [Name, Value])),
    headers: unfolded(parsed.headerLines),
  };
}

/** Every mail that a campaign has handed to SES, oldest first. */
export async function mailsOfCampaign(tapUrl: string, campaignId: string): Promise<readonly SentMail[]> {
  const reply = await fetch(`${tapUrl}/_tap/sent`);
  const mails = await Promise.all(
    z
      .array(TappedCall)
      .parse(await reply.json())
      .map(mailOf),
  );
  return mails.filter((mail) => mail.tags['campaignId'] === campaignId);
}
