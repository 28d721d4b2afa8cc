import { ImportReport } from '../src/contracts/contact.ts';
import type { ApiClient } from './api-client.ts';
import type { CampaignFile } from './file/schema.ts';
import { apply, compare } from './server/apply.ts';
import { readCurrent } from './server/current.ts';

export interface SetUp {
  readonly campaignId: string;
  readonly segmentId: string;
  readonly imported: ImportReport;
}

/** Applies a file and fills its segment with the contacts of a CSV file, at most 5,000, ready to launch. */
export async function setUpCampaign(api: ApiClient, file: CampaignFile, csv: string): Promise<SetUp> {
  const { id: campaignId } = await apply(api, await compare(api, file));
  const { segmentId } = (await readCurrent(api, campaignId)).settings;
  if (segmentId === null) throw new Error(`The campaign "${file.name}" names no segment for its contacts`);
  const query = new URLSearchParams({ segmentId, consentSource: 'import' });
  const imported = await api.sendCsv(`/api/contacts/import?${query}`, csv, ImportReport);
  return { campaignId, segmentId, imported };
}
