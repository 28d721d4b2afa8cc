import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import * as z from 'zod';
import type { ImportView } from '../../src/contracts/transfer.ts';
import type { ApiClient } from '../api-client.ts';
import { exitCodes, UsageError } from '../io.ts';
import { importFile as importOnServer, type RowFault } from '../server/import-file.ts';
import { findNamed, segmentsOf } from '../server/names.ts';
import { type Context, printJson, say } from './context.ts';

export interface ImportOptions {
  readonly segment: string;
  readonly consentSource: string;
  readonly dryRun?: boolean;
}

/** Faults that are told one by one. */
const maxTold = 1_000;

async function readCsv(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch (cause) {
    throw new UsageError(`The file ${path} cannot be read.`, { cause });
  }
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

const rowText = (path: string, { row, column, message }: RowFault): string =>
  `${path}:${row}: ${column === null ? '' : `${column}: `}${message}`;

const reportText = ({ dryRun, rows, created, updated, unchanged, duplicates, failed }: ImportView): string => {
  const doubled = duplicates > 0 ? `${duplicates} doubled, ` : '';
  return `${dryRun ? 'Would import' : 'Imported'} ${rows} rows: ${created} new, ${updated + unchanged} known, ${doubled}${failed} left out.`;
};

/** Imports a CSV file into a segment. */
export async function importFile(context: Context, path: string, options: ImportOptions): Promise<number> {
  const file = await readCsv(path);
  const api = context.api();
  const dryRun = options.dryRun ?? false;
  const segmentId = await segmentFor(api, options.segment, dryRun);
  const { consentSource } = options;
  const { view, errors } = await importOnServer(api, file, {
    segmentId,
    consentSource,
    dryRun,
    fileName: basename(path),
  });
  const error = context.paint('red', 'error');
  for (const one of errors.slice(0, maxTold)) say(context, `${error} ${rowText(path, one)}`);
  if (errors.length > maxTold) say(context, `${error} ${path}: and ${errors.length - maxTold} more faults`);
  if (view.problem) say(context, `${error} ${path}: ${view.problem.message}`);
  if (view.state === 'cancelled') say(context, `${error} ${path}: somebody cancelled the import`);
  if (context.json) printJson(context, { ...view, errors });
  else context.io.out(`${reportText(view)}\n`);
  return view.state === 'done' && view.failed === 0 ? exitCodes.ok : exitCodes.faults;
}
