import * as z from 'zod';
import { ImportReport } from '../src/contracts/contact.ts';
import type { ApiClient } from './api-client.ts';
import type { CampaignFile } from './campaign-file.ts';

const Created = z.object({ id: z.string() });
const Senders = z.object({ items: z.array(z.object({ email: z.string() })) });

export interface SetUp {
  readonly campaignId: string;
  readonly segmentId: string;
  readonly imported: ImportReport;
}

async function ensureSender(api: ApiClient, from: CampaignFile['from']): Promise<void> {
  const { items } = await api.get('/api/senders?limit=100', Senders);
  if (!items.some((sender) => sender.email === from.email)) await api.send('POST', '/api/senders', from, Created);
}

/** Creates segment, contacts, sender and campaign of a file through the HTTP API, ready to launch. */
export async function setUpCampaign(api: ApiClient, file: CampaignFile, csv: string): Promise<SetUp> {
  await ensureSender(api, file.from);
  const segment = await api.send('POST', '/api/segments', { name: file.segment }, Created);
  const imported = await api.sendCsv(`/api/contacts/import?segmentId=${segment.id}`, csv, ImportReport);
  const campaign = await api.send(
    'POST',
    '/api/campaigns',
    {
      name: file.name,
      campaignType: file.campaignType,
      ...(file.description ? { description: file.description } : {}),
      segmentId: segment.id,
      fromEmail: file.from.email,
      fromName: file.from.name,
      timezone: file.timezone,
    },
    Created,
  );
  const sequence = { ...(file.entry ? { entry: file.entry } : {}), steps: file.steps };
  await api.send('PUT', `/api/campaigns/${campaign.id}/steps`, sequence, z.object({ launchable: z.boolean() }));
  return { campaignId: campaign.id, segmentId: segment.id, imported };
}
