import * as z from 'zod';
import type { ApiClient } from '../../../cli/api-client.ts';
import { ImportReport } from '../../../src/contracts/contact.ts';
import type { Step } from '../../../src/contracts/step.ts';

const Created = z.object({ id: z.string() });
const Contacts = z.object({
  items: z.array(z.object({ id: z.string(), email: z.string() })),
  nextCursor: z.string().nullish(),
});

export const sender = { email: 'news@penguin.example', name: 'Penguin News' };

export interface Draft {
  readonly campaignId: string;
  /** By address. */
  readonly contactIds: ReadonlyMap<string, string>;
}

export interface Audience {
  readonly csv: string;
  /** How many contacts the file has. */
  readonly size: number;
}

/** Contacts `0@<name>.example`, `1@…`; the lead score of each is its number. */
export function audienceOf(name: string, size: number): Audience {
  const rows = Array.from({ length: size }, (_, index) => `${index}@${name}.example,Nr ${index},${index}`);
  return { csv: ['email,firstName,leadScore', ...rows].join('\n'), size };
}

/** A draft with its audience, ready to launch. The account's sender must exist. */
export async function draft(api: ApiClient, name: string, steps: readonly Step[], audience: Audience): Promise<Draft> {
  const segment = await api.send('POST', '/api/segments', { name }, Created);
  const report = await api.sendCsv(`/api/contacts/import?segmentId=${segment.id}`, audience.csv, ImportReport);
  if (report.created !== audience.size) throw new Error(`${report.created} of ${audience.size} contacts were imported`);
  const campaign = await api.send(
    'POST',
    '/api/campaigns',
    { name, campaignType: 'drip', segmentId: segment.id, fromEmail: sender.email, fromName: sender.name },
    Created,
  );
  await api.send('PUT', `/api/campaigns/${campaign.id}/steps`, { steps }, z.object({ launchable: z.literal(true) }));
  return { campaignId: campaign.id, contactIds: await membersOf(api, segment.id) };
}

async function membersOf(api: ApiClient, segmentId: string): Promise<ReadonlyMap<string, string>> {
  const members = new Map<string, string>();
  for (let cursor: string | null | undefined = ''; cursor != null; ) {
    const after = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: z.infer<typeof Contacts> = await api.get(
      `/api/segments/${segmentId}/members?limit=100${after}`,
      Contacts,
    );
    for (const { id, email } of page.items) members.set(email, id);
    cursor = page.nextCursor;
  }
  return members;
}

export const createSender = async (api: ApiClient): Promise<void> =>
  void (await api.send('POST', '/api/senders', sender, Created));
