import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { ApiClient } from '../../../cli/api-client.ts';
import { readCampaignFile } from '../../../cli/file/read-campaign.ts';
import type { CampaignFile } from '../../../cli/file/schema.ts';
import { setUpCampaign } from '../../../cli/set-up-campaign.ts';
import type { BenchCloud } from './bench-cloud.ts';
import { seed } from './seed.ts';

const series = 'demo/welcome-series.yaml';
const rowsPerImport = 1_000;
const head = 'email,firstName,lastName,company,industry,companySize,timezone';

/** The demo's three-mail welcome series. */
export const welcomeSeries = (): CampaignFile => readCampaignFile(readFileSync(series, 'utf8'), series);

/** The first mail of the series as a broadcast. */
export function broadcast(): CampaignFile {
  const file = welcomeSeries();
  return {
    ...file,
    name: 'Broadcast',
    campaignType: 'broadcast',
    steps: file.steps.slice(0, 1).map((step) => ({ ...step, next: null })),
  };
}

/** A drip whose contacts wait before their first mail, so that enrolment can be measured without sending. */
export function waitingDrip(): CampaignFile {
  const file = welcomeSeries();
  return { ...file, name: 'Waiting drip', entry: 'wait_2_days', steps: file.steps.slice(1) };
}

const rowOf = (group: string, n: number): string =>
  `reader-${group}-${n}@example.com,Ann,Ash,Acme ${n % 97},SaaS,${(n % 500) + 1},Europe/Berlin`;

/** A CSV file of contacts `from` to `to`, the last one not included. */
export const csvOf = (group: string, from: number, to: number): string =>
  [head, ...Array.from({ length: to - from }, (_, i) => rowOf(group, from + i))].join('\n');

/** Sets up a campaign for `size` new contacts and returns its id. All but a thousand of them do without the import. */
export async function prepare(bench: BenchCloud, file: CampaignFile, group: string, size: number): Promise<string> {
  const imported = Math.min(size, rowsPerImport);
  const csv = csvOf(group, 0, imported);
  const own = { ...file, name: `${file.name} ${group}`, segment: `Segment ${group}` };
  const { campaignId, segmentId } = await setUpCampaign(bench.api, own, csv);
  if (size > imported) await seed(bench, segmentId, group, size - imported);
  return campaignId;
}

export const launch = (api: ApiClient, campaignId: string) =>
  api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, z.object({ success: z.literal(true) }));
