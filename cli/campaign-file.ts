import { parse } from 'yaml';
import * as z from 'zod';
import { CampaignType } from '../src/contracts/campaign.ts';
import { EmailAddress, Name, TimeZone } from '../src/contracts/primitives.ts';
import { Step } from '../src/contracts/step.ts';

/** A campaign in a YAML file. */
export const CampaignFile = z.strictObject({
  name: Name,
  description: z.string().max(5000).optional(),
  campaignType: CampaignType,
  segment: z.string().min(1).max(255),
  from: z.strictObject({ email: EmailAddress, name: z.string().min(1).max(255) }),
  timezone: TimeZone.default('UTC'),
  entry: z.string().optional(),
  steps: z.array(Step).min(1),
});
export type CampaignFile = z.infer<typeof CampaignFile>;

/** Reads a campaign file; throws one sentence per fault, each with its path. */
export function readCampaignFile(text: string, name: string): CampaignFile {
  const parsed = CampaignFile.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${name}:\n${parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`).join('\n')}`,
  );
}
