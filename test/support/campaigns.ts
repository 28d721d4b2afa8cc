import * as z from 'zod';
import type { ApiClient } from '../../cli/api-client.ts';
import { Analytics, Books } from '../../src/contracts/analytics.ts';
import type { Step } from '../../src/contracts/step.ts';
import type { TestCloud } from './cloud.ts';

const Created = z.object({ id: z.string() });
const Timeline = z.object({
  enrollment: z.object({
    status: z.string(),
    exitReason: z.string().nullable(),
    currentStepId: z.string().nullable(),
    nextStepAt: z.string().nullable(),
  }),
  timeline: z.array(z.object({ what: z.string(), detail: z.string(), stepId: z.string().nullable() })),
  messages: z.array(
    z.object({ sendId: z.string(), stepId: z.string(), status: z.string(), reason: z.string().nullable() }),
  ),
});
const Details = z.object({ campaign: z.object({ status: z.string(), totalContacts: z.number() }) });

export const sender = { email: 'news@penguin.example', name: 'Penguin News' };

/** A registered sender, contacts in a segment, and a draft campaign with these steps. */
export async function aDraft(
  api: ApiClient,
  steps: readonly Step[],
  emails: readonly string[],
  over: object = {},
): Promise<{ campaignId: string; segmentId: string; contactIds: string[] }> {
  await api.send('POST', '/api/senders', sender, Created).catch(() => undefined);
  const segment = await api.send('POST', '/api/segments', { name: 'Everybody' }, Created);
  const contactIds: string[] = [];
  for (const email of emails)
    contactIds.push((await api.send('POST', '/api/contacts', { email, firstName: email.split('@')[0] }, Created)).id);
  if (contactIds.length > 0)
    await api.send(
      'POST',
      `/api/segments/${segment.id}/members`,
      { contactIds },
      z.object({ added: z.literal(contactIds.length) }),
    );
  const campaign = await api.send(
    'POST',
    '/api/campaigns',
    {
      name: 'A campaign',
      campaignType: 'drip',
      segmentId: segment.id,
      fromEmail: sender.email,
      fromName: sender.name,
      ...over,
    },
    Created,
  );
  await api.send('PUT', `/api/campaigns/${campaign.id}/steps`, { steps }, z.object({ launchable: z.literal(true) }));
  return { campaignId: campaign.id, segmentId: segment.id, contactIds };
}

/** The same, launched, its first mails sent. */
export async function aLaunched(
  cloud: TestCloud,
  steps: readonly Step[],
  emails: readonly string[],
  over: object = {},
) {
  const draft = await aDraft(cloud.api, steps, emails, over);
  await cloud.api.send('POST', `/api/campaigns/${draft.campaignId}/launch`, {}, z.object({ success: z.literal(true) }));
  await cloud.advanceBy('PT5M');
  return draft;
}

export const timelineOf = (api: ApiClient, campaignId: string, contactId: string) =>
  api.get(`/api/campaigns/${campaignId}/enrollments/${contactId}`, Timeline);

export const statusOf = async (api: ApiClient, campaignId: string) =>
  (await api.get(`/api/campaigns/${campaignId}`, Details)).campaign.status;

export const analyticsOf = (api: ApiClient, campaignId: string, query = '') =>
  api.get(`/api/campaigns/${campaignId}/analytics${query}`, Analytics);

/** Counts the ledger anew and answers with the books. */
export async function booksOf(cloud: TestCloud, campaignId: string) {
  await cloud.api.send('POST', `/api/campaigns/${campaignId}/recount`, {}, z.unknown());
  await cloud.advanceBy('PT1M');
  return cloud.api.get(`/api/campaigns/${campaignId}/books`, Books);
}

export const subjectsTo = async (cloud: TestCloud, address: string): Promise<string[]> =>
  (await cloud.mailsTo(address)).filter((mail) => mail.direction === 'outbound').map((mail) => mail.subject);
