import { writeFileSync } from 'node:fs';
import { campaignJsonSchema } from '../cli/file/json-schema.ts';

export const campaignSchemaFile = 'docs/campaign.schema.json';
export const campaignSchemaText = (): string => `${JSON.stringify(campaignJsonSchema(), null, 2)}\n`;

if (import.meta.main) writeFileSync(campaignSchemaFile, campaignSchemaText());
