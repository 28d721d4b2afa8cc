import { writeFileSync } from 'node:fs';
import { openApiDocument } from '../functions/openapi.ts';

export const openApiFile = 'docs/openapi.json';
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;

if (import.meta.main) writeFileSync(openApiFile, openApiText());
