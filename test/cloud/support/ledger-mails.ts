import * as z from 'zod';
import type { ApiClient } from '../../../cli/api-client.ts';
import { MessageView } from '../../../src/contracts/message.ts';
import type { SentMail } from './sent-mail.ts';

const Messages = z.object({ items: z.array(MessageView) });
const Contact = z.object({ email: z.string() });

/** What a campaign has sent, by its own ledger: for places where nobody can listen between the functions and SES. */
export async function mailsOfLedger(
  api: ApiClient,
  tenantId: string,
  campaignId: string,
): Promise<readonly SentMail[]> {
  const { items } = await api.get(`/api/campaigns/${campaignId}/messages?limit=100`, Messages);
  const mails = items.map(async ({ sendId, contactId, stepId, sentAt, sesMessageId }) => {
    if (!sentAt || !sesMessageId) return [];
    const { email } = await api.get(`/api/contacts/${contactId}`, Contact);
    const tags = { tenantId, campaignId, contactId, sendId };
    const subject = `Subject of ${stepId}`;
    return [{ messageId: sesMessageId, at: sentAt, to: email, subject, configurationSet: '', tags, headers: [] }];
  });
  return (await Promise.all(mails)).flat().sort((a, b) => (a.at < b.at ? -1 : 1));
}
