import * as z from 'zod';

const Listed = z.object({ MessageId: z.string(), Source: z.string(), To: z.tuple([z.string()]), Subject: z.string() });
const MailList = z.object({ messages: z.record(z.string(), z.array(Listed)) });

/** The mails that MiniStack's own SES says it was given. */
export async function emulatorMailbox(url: string): Promise<readonly z.infer<typeof Listed>[]> {
  const reply = await fetch(url);
  return Object.values(MailList.parse(await reply.json()).messages).flat();
}
