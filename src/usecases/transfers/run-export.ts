import { importFields } from '../../contracts/transfer.ts';
import type { ExportJob } from '../../contracts/transfer-job.ts';
import type { TransferWork } from '../../contracts/work.ts';
import { cellsReader, customColumns } from '../../domain/export/contact-columns.ts';
import { csvLine } from '../../domain/export/csv-line.ts';
import { headLine, recordLine } from '../../domain/export/record-line.ts';
import { fileProblem } from '../../domain/import/file-problem.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { Files } from '../ports/files.ts';
import type { ExportStore } from '../ports/transfer-store.ts';
import type { TenantScope } from '../scope.ts';
import { type CampaignPageDeps, campaignPages } from './campaign-export-pages.ts';
import { exportPages, type PageDeps } from './export-pages.ts';
import { fileKeys, lastDelivery, partSize, runMs } from './transfer-files.ts';

interface RunDeps {
  readonly exports: Pick<ExportStore, 'get' | 'save'>;
  readonly files: Pick<Files, 'beginUpload' | 'uploadPart' | 'completeUpload'>;
  readonly queues: Pick<Queues, 'transfers'>;
  readonly clock: Clock;
  /** Milliseconds that pass while work is done. */
  readonly stopwatch: () => number;
}
export type Deps = RunDeps & PageDeps & CampaignPageDeps;

interface Run {
  readonly deps: Deps;
  readonly scope: TenantScope;
  /** When the run hands over. */
  readonly until: number;
}

/** A stretch has no saved state of its own for more contacts than this. */
const pagesPerSave = 50;
const maxCustomColumns = 500;
/** The position behind the last contact. */
const theEnd = 'end';

const failed = (job: ExportJob, code: string, message: string, now: string): ExportJob => ({
  ...job,
  state: 'failed',
  problem: fileProblem(code, message),
  finishedAt: now,
});

/** Which custom fields contacts have: the columns of an export that names none. Undefined when it was handed on. */
async function findColumns({ deps, scope, until }: Run, started: ExportJob): Promise<ExportJob | undefined> {
  const names = new Set(started.customNames);
  let job: ExportJob | undefined = started;
  let pages = 0;
  for await (const { contacts, next } of exportPages(deps, scope, started)) {
    for (const { custom } of contacts) for (const name of Object.keys(custom)) names.add(name);
    if (next === null) break;
    if (names.size > maxCustomColumns) {
      const message = `The contacts have more than ${maxCustomColumns} custom fields. Name the columns you want.`;
      await deps.exports.save(scope, failed(job, 'too_many_columns', message, deps.clock.now()));
      return undefined;
    }
    if (++pages % pagesPerSave > 0) continue;
    job = await deps.exports.save(scope, { ...job, customNames: [...names], position: next });
    if (!job || (await handOn({ deps, scope, until }, job))) return undefined;
  }
  const columns = [...importFields, ...customColumns(names)];
  return deps.exports.save(scope, { ...job, columns, customNames: [], position: null });
}

async function handOn({ deps, scope, until }: Run, { id }: ExportJob): Promise<boolean> {
  if (deps.stopwatch() <= until) return false;
  await deps.queues.transfers([{ kind: 'export', tenantId: scope.tenantId, id }]);
  return true;
}

interface Part {
  readonly text: string;
  readonly rows: number;
  readonly next: string;
}

interface LinePage {
  readonly lines: readonly string[];
  readonly next: string | null;
}

/** What an export is about, from where it is. */
async function* linePages(
  deps: Deps,
  scope: TenantScope,
  job: ExportJob,
  columns: readonly string[],
): AsyncGenerator<LinePage> {
  if (job.campaignId !== null) {
    for await (const { records, next } of campaignPages(deps, scope, { ...job, campaignId: job.campaignId }))
      yield { lines: records.map((record) => recordLine(job.format, columns, record)), next };
    return;
  }
  const cellsOf = cellsReader(columns);
  for await (const { contacts, next } of exportPages(deps, scope, job))
    yield { lines: contacts.map((contact) => csvLine(cellsOf(contact))), next };
}

/** Lines until they fill a part of the upload, again and again; the last part holds what is left. */
async function* partsOf({ deps, scope }: Run, job: ExportJob, columns: readonly string[]): AsyncGenerator<Part> {
  let text = job.parts.length === 0 ? headLine(job.format, columns) : '';
  let rows = 0;
  for await (const { lines, next } of linePages(deps, scope, job, columns)) {
    text += lines.join('');
    rows += lines.length;
    if (next !== null && text.length < partSize) continue;
    yield { text, rows, next: next ?? theEnd };
    text = '';
    rows = 0;
  }
}

/** Writes part by part; each is a checkpoint. The job once all parts are there, undefined when it was handed on. */
async function writeParts(run: Run, started: ExportJob, columns: readonly string[]): Promise<ExportJob | undefined> {
  const { deps, scope } = run;
  const key = fileKeys.exported(scope, started);
  const uploadId = started.uploadId ?? (await deps.files.beginUpload(key));
  let job = started.uploadId === null ? await deps.exports.save(scope, { ...started, uploadId }) : started;
  if (!job || job.position === theEnd) return job;
  for await (const { text, rows, next } of partsOf(run, job, columns)) {
    const etag = await deps.files.uploadPart(key, uploadId, job.parts.length + 1, text);
    const bytes: number = job.bytes + Buffer.byteLength(text);
    job = await deps.exports.save(scope, {
      ...job,
      bytes,
      rows: job.rows + rows,
      parts: [...job.parts, etag],
      position: next,
    });
    if (!job || (next !== theEnd && (await handOn(run, job)))) return undefined;
  }
  return job;
}

async function goOn(run: Run, job: ExportJob): Promise<void> {
  const { deps, scope } = run;
  const known = job.columns === null ? await findColumns(run, job) : job;
  if (!known?.columns) return;
  const written = await writeParts(run, known, known.columns);
  if (!written?.uploadId) return;
  await deps.files.completeUpload(fileKeys.exported(scope, written), written.uploadId, written.parts);
  await deps.exports.save(scope, { ...written, state: 'done', finishedAt: deps.clock.now() });
}

/** Writes an export on: a stretch of what it is about. */
export const runExport =
  (deps: Deps) =>
  async ({ tenantId, id }: TransferWork, received = 1): Promise<void> => {
    const run: Run = { deps, scope: { tenantId, principal: 'system' }, until: deps.stopwatch() + runMs };
    const job = await deps.exports.get(run.scope, id);
    if (job?.state !== 'running') return;
    try {
      await goOn(run, job);
    } catch (cause) {
      const now = received < lastDelivery ? undefined : await deps.exports.get(run.scope, id);
      const message = 'The export could not go on because of a defect or an outage. Begin another one.';
      if (now?.state === 'running')
        await deps.exports.save(run.scope, failed(now, 'interrupted', message, deps.clock.now()));
      throw cause;
    }
  };
