import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { ImportReport } from '../../src/contracts/contact.ts';
import { decodeText } from '../../src/domain/import/decode-text.ts';
import type { ApiClient } from '../api-client.ts';
import { exitCodes, FileFaults, UsageError } from '../io.ts';
import { importContacts } from '../server/import-contacts.ts';
import { findNamed, segmentsOf } from '../server/names.ts';
import { type Context, printJson, say } from './context.ts';

export interface ImportOptions {
  readonly segment: string;
  readonly consentSource: string;
  readonly dryRun?: boolean;
}

function readCsv(context: Context, path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new UsageError(`The file ${path} cannot be read.`, { cause });
  }
  const text = decodeText(bytes);
  if (text.ok) return text.value;
  say(context, `${path}: ${text.error.message}`);
  throw new FileFaults(path);
}

/** The segment of an id or name; one that does not exist is made, unless nothing is to be changed. */
async function segmentFor(api: ApiClient, idOrName: string, dryRun: boolean): Promise<string> {
  const found = findNamed(await segmentsOf(api), idOrName);
  if ('id' in found) return found.id;
  if ('ambiguous' in found)
    throw new UsageError(
      `Several segments are called "${idOrName}": give the id, one of ${found.ambiguous.join(', ')}.`,
    );
  if (dryRun) throw new UsageError(`There is no segment "${idOrName}" yet: without --dry-run it is created.`);
  return (await api.send('POST', '/api/segments', { name: idOrName }, z.object({ id: z.string() }))).id;
}

const rowText = (path: string, { row, column, message }: ImportReport['errors'][number]): string =>
  `${path}${row === null ? '' : `:${row}`}: ${column === null ? '' : `${column}: `}${message}`;

const reportText = ({ dryRun, rows, created, updated, failed }: ImportReport): string =>
  `${dryRun ? 'Would import' : 'Imported'} ${rows} rows: ${created} new, ${updated} known, ${failed} left out.`;

/** Imports a CSV file into a segment. */
export async function importFile(context: Context, path: string, options: ImportOptions): Promise<number> {
  const csv = readCsv(context, path);
  const api = context.api();
  const dryRun = options.dryRun ?? false;
  const segmentId = await segmentFor(api, options.segment, dryRun);
  const report = await importContacts(api, csv, { segmentId, consentSource: options.consentSource, dryRun });
  for (const error of report.errors) say(context, `${context.paint('red', 'error')} ${rowText(path, error)}`);
  for (const warning of report.warnings) say(context, `${context.paint('yellow', 'note')} ${rowText(path, warning)}`);
  if (context.json) printJson(context, report);
  else context.io.out(`${reportText(report)}\n`);
  return report.failed > 0 ? exitCodes.faults : exitCodes.ok;
}
