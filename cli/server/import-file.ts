import { setTimeout } from 'node:timers/promises';
import type { NewImport } from '../../src/contracts/transfer.ts';
import { CreatedImport, ImportErrors, ImportView } from '../../src/contracts/transfer.ts';
import { readRecords } from '../../src/domain/import/read-records.ts';
import { type ApiClient, NotReachable, UnexpectedReply } from '../api-client.ts';

/** A row that was left out, as the error file of the server tells it. */
export interface RowFault {
  readonly row: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

export interface Imported {
  readonly view: ImportView;
  readonly errors: readonly RowFault[];
}

const pollMs = 500;

async function transfer(what: string, url: string, init: RequestInit = {}): Promise<Response> {
  const reply = await fetch(url, init).catch((cause: unknown) => {
    throw new NotReachable(`The ${what} cannot be reached.`, { cause });
  });
  if (!reply.ok) throw new UnexpectedReply(`The ${what} answered ${reply.status}: ${await reply.text()}`);
  return reply;
}

async function ended(api: ApiClient, id: string): Promise<ImportView> {
  for (;;) {
    const view = await api.get(`/api/imports/${id}`, ImportView);
    if (view.state !== 'waiting' && view.state !== 'running') return view;
    await setTimeout(pollMs);
  }
}

async function faultsOf(api: ApiClient, id: string): Promise<readonly RowFault[]> {
  const { download } = await api.get(`/api/imports/${id}/errors`, ImportErrors);
  if (!download) return [];
  const read = readRecords(await (await transfer('error file', download.url)).text(), ',');
  if (!read.ok) throw new UnexpectedReply(`The error file cannot be read: ${read.error.message}`);
  return read.value.slice(1).map(({ cells: [line, column = '', code = '', message = ''] }) => ({
    row: Number(line),
    column: column === '' ? null : column,
    code,
    message,
  }));
}

/** Uploads a CSV file, has it imported and waits for the end. Importing it again changes nothing more. */
export async function importFile(
  api: ApiClient,
  file: Blob,
  options: Pick<NewImport, 'segmentId' | 'consentSource' | 'dryRun' | 'fileName'>,
): Promise<Imported> {
  const { id, upload } = await api.send('POST', '/api/imports', options, CreatedImport);
  await transfer('place for the upload', upload.url, { method: upload.method, body: file });
  await api.send('POST', `/api/imports/${id}/start`, {}, ImportView);
  const view = await ended(api, id);
  return { view, errors: view.failed > 0 ? await faultsOf(api, id) : [] };
}
