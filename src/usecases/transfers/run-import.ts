import type { ImportCounts } from '../../contracts/transfer.ts';
import type { ImportJob, PlannedPage } from '../../contracts/transfer-job.ts';
import type { TransferWork } from '../../contracts/work.ts';
import { errorLines } from '../../domain/import/error-lines.ts';
import { fileProblem } from '../../domain/import/file-problem.ts';
import { creationNotice } from '../../domain/webhooks/contact-notices.ts';
import { type AnnounceDeps, announceMembership } from '../audience/announce-membership.ts';
import type { Queues } from '../ports/effects.ts';
import { FileChanged, type Files } from '../ports/files.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { ImportStore } from '../ports/transfer-store.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { type ImportPage, importPages } from './import-pages.ts';
import { joinErrors } from './join-errors.ts';
import { UnreadableFile } from './record-pages.ts';
import { fileKeys, lastDelivery, runMs } from './transfer-files.ts';
import { countPage, createdFrom, findKnown, type UpsertDeps, upsertPage } from './upsert-page.ts';

export interface Deps extends UpsertDeps, AnnounceDeps {
  readonly imports: Pick<ImportStore, 'get' | 'save'>;
  readonly segments: Pick<SegmentStore, 'get' | 'addMembers'>;
  readonly files: Files;
  readonly tell: Tell;
  readonly queues: Pick<Queues, 'enrol' | 'transfers'>;
  /** Milliseconds that pass while work is done. */
  readonly stopwatch: () => number;
}

/** Code of a failure of ours: the import can be started again and goes on. */
export const interrupted = 'interrupted';

interface Run {
  readonly deps: Deps;
  readonly scope: TenantScope;
}

const added = (one: ImportCounts, other: ImportCounts): ImportCounts => ({
  rows: one.rows + other.rows,
  created: one.created + other.created,
  updated: one.updated + other.updated,
  unchanged: one.unchanged + other.unchanged,
  duplicates: one.duplicates + other.duplicates,
  failed: one.failed + other.failed,
});

/** A page, what it comes to, and the contacts it was compared with. */
interface Prepared {
  readonly page: ImportPage;
  readonly planned: PlannedPage;
  readonly known?: Awaited<ReturnType<typeof findKnown>>;
}

async function prepare({ deps, scope }: Run, job: ImportJob, page: ImportPage): Promise<Prepared> {
  const known = await findKnown(deps, scope, page.wanted);
  return { page, known, planned: { counts: countPage(job, page, known), next: page.next } };
}

/** A page that was planned before counts as it was planned then: some of it may be written by now. */
function resumed(job: ImportJob, page: ImportPage): Prepared | undefined {
  return job.planned?.next.offset === page.next.offset ? { page, planned: job.planned } : undefined;
}

async function write({ deps, scope }: Run, job: ImportJob, { page, known }: Prepared): Promise<void> {
  if (page.bad.length > 0)
    await deps.files.writeText(fileKeys.errorPart(scope, job, job.errorParts), errorLines(page.bad));
  if (job.dryRun) return;
  const contacts = await upsertPage(deps, scope, job, page.wanted, known);
  await deps.tell(scope, createdFrom(job, page.wanted, contacts).map(creationNotice));
  const contactIds = contacts.map(({ id }) => id);
  const segment = job.segmentId === null ? undefined : await deps.segments.get(scope, job.segmentId);
  if (!segment) return;
  await deps.segments.addMembers(scope, segment, contactIds);
  await announceMembership(deps, scope, { segmentId: segment.id, contactIds, cause: segment.id });
}

interface Ahead {
  readonly next?: Prepared;
  readonly failure?: { readonly cause: unknown };
}

const nothing: Ahead = {};

/** The page behind the one that is being written. A failure is told of once that one is written and counted. */
async function lookAhead(run: Run, job: ImportJob, pages: AsyncGenerator<ImportPage>): Promise<Ahead> {
  try {
    const { value: page } = await pages.next();
    return page ? { next: await prepare(run, job, page) } : {};
  } catch (cause) {
    return { failure: { cause } };
  }
}

const after = (job: ImportJob, { page, planned }: Prepared, next: Prepared | undefined): ImportJob => ({
  ...job,
  ...added(job, planned.counts),
  position: planned.next,
  errorParts: job.errorParts + (page.bad.length > 0 ? 1 : 0),
  planned: next?.planned ?? null,
});

type End = Pick<ImportJob, 'state' | 'problem'>;
const done: End = { state: 'done', problem: null };

/** Joins the error file and closes the import. */
async function finish({ deps, scope }: Run, job: ImportJob, end: End): Promise<void> {
  const errorFile = job.errorParts > 0;
  if (errorFile) await joinErrors(deps.files, scope, job);
  await deps.imports.save(scope, {
    ...job,
    ...end,
    errorFile,
    finishedAt: job.finishedAt ?? deps.clock.now(),
  });
}

/**
 * Page by page: each is planned and the plan saved, then written, then counted in one update, which also carries the plan of the next
 * page. Of a cancelled import only the page that is planned is done. Answers with the job when all is done; undefined when it was handed
 * on, or somebody else moved it.
 */
async function readOn(run: Run, started: ImportJob): Promise<ImportJob | undefined> {
  const { deps, scope } = run;
  const until = deps.stopwatch() + runMs;
  const stopsNow = started.state === 'cancelled';
  if (stopsNow && !started.planned) return started;
  const pages = importPages(deps.files, scope, started);
  const first = (await pages.next()).value;
  if (!first) return started;
  let now = resumed(started, first) ?? (await prepare(run, started, first));
  let job = started.planned ? started : await deps.imports.save(scope, { ...started, planned: now.planned });
  while (job) {
    const current: ImportJob = job;
    const [{ next, failure }] = await Promise.all([
      stopsNow ? nothing : lookAhead(run, current, pages),
      write(run, current, now),
    ]);
    job = await deps.imports.save(scope, after(current, now, next));
    if (failure) throw failure.cause;
    if (!next) return job;
    if (job && deps.stopwatch() > until) {
      await deps.queues.transfers([{ kind: 'import', tenantId: scope.tenantId, id: job.id }]);
      return undefined;
    }
    now = next;
  }
  return undefined;
}

const endOf = (cause: unknown): End | undefined => {
  if (cause instanceof UnreadableFile) return { state: 'failed', problem: cause.problem };
  if (!(cause instanceof FileChanged)) return undefined;
  const message = 'The file was replaced while it was read. Begin a new import.';
  return { state: 'failed', problem: fileProblem('file_changed', message) };
};

const givenUp: End = {
  state: 'failed',
  problem: fileProblem(interrupted, 'The import could not go on because of a defect or an outage. Start it again.'),
};

/** Ends the import as it is by now: what was committed before the failure stays counted. */
async function fail({ deps, scope }: Run, id: string, end: End): Promise<void> {
  const job = await deps.imports.get(scope, id);
  if (job?.state === 'running') await finish({ deps, scope }, job, end);
}

/** Something is left to do. */
const isOpen = ({ state, planned, errorParts, errorFile }: ImportJob): boolean =>
  state === 'running' || (state === 'cancelled' && (planned !== null || (errorParts > 0 && !errorFile)));

/** Reads a started import on: a stretch of the file, or what is left to do for one that was cancelled. */
export const runImport =
  (deps: Deps) =>
  async ({ tenantId, id }: TransferWork, received = 1): Promise<void> => {
    const run: Run = { deps, scope: { tenantId, principal: 'system' } };
    const job = await deps.imports.get(run.scope, id);
    if (!job || !isOpen(job)) return;
    try {
      const read = await readOn(run, job);
      if (read) await finish(run, read, job.state === 'cancelled' ? job : done);
    } catch (cause) {
      const end = endOf(cause);
      if (!end && received < lastDelivery) throw cause;
      await fail(run, id, end ?? givenUp);
      if (!end) throw cause;
    }
  };
