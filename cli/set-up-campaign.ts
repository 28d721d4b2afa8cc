import type { ImportReport } from '../src/contracts/contact.ts';
import type { ApiClient } from './api-client.ts';
import type { CampaignFile } from './file/schema.ts';
import { apply, compare } from './server/apply.ts';
import { readCurrent } from './server/current.ts';
import { importContacts } from './server/import-contacts.ts';

export interface SetUp {
  readonly campaignId: string;
  readonly segmentId: string;
  readonly imported: ImportReport;
}

/** Applies a file and fills its segment with the contacts of a CSV file, ready to launch. */
export async function setUpCampaign(api: ApiClient, file: CampaignFile, csv: string): Promise<SetUp> {
  const { id: campaignId } = await apply(api, await compare(api, file));
  const { segmentId } = (await readCurrent(api, campaignId)).settings;
  if (segmentId === null) throw new Error(`The campaign "${file.name}" names no segment for its contacts`);
  const imported = await importContacts(api, csv, { segmentId, consentSource: 'import', dryRun: false });
  return { campaignId, segmentId, imported };
}
