import { writeFileSync } from 'node:fs';
import { writeCampaign } from '../file/write-campaign.ts';
import { exitCodes } from '../io.ts';
import { exportCampaign } from '../server/export-campaign.ts';
import { type Context, printJson, say } from './context.ts';

/** Writes a campaign of the server as a file that applies to the same. */
export async function exportFile(
  context: Context,
  idOrName: string,
  { output }: { readonly output?: string },
): Promise<number> {
  const file = await exportCampaign(context.api(), idOrName);
  if (!file) {
    say(context, `There is no campaign "${idOrName}".`);
    return exitCodes.refused;
  }
  if (context.json) printJson(context, file);
  else if (output === undefined) context.io.out(writeCampaign(file));
  else writeFileSync(output, writeCampaign(file));
  return exitCodes.ok;
}
