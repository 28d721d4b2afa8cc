import type { ImportErrors, ImportView } from '../../contracts/transfer.ts';
import type { ImportJob } from '../../contracts/transfer-job.ts';
import { mappingOf } from '../../domain/import/columns.ts';
import { ok } from '../../domain/result.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { Files } from '../ports/files.ts';
import type { ImportStore } from '../ports/transfer-store.ts';
import { changedMeanwhile, conflict, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { openUpload } from './open-upload.ts';
import { interrupted } from './run-import.ts';
import { downloadLink, fileKeys } from './transfer-files.ts';
import { viewOf } from './view-import.ts';

export interface Deps {
  readonly imports: Pick<ImportStore, 'get' | 'save'>;
  readonly files: Pick<Files, 'state' | 'read' | 'downloadUrl'>;
  readonly queues: Pick<Queues, 'transfers'>;
  readonly clock: Clock;
}

const wake = ({ queues }: Deps, { tenantId }: TenantScope, { id }: ImportJob): Promise<void> =>
  queues.transfers([{ kind: 'import', tenantId, id }]);

async function saved(deps: Deps, scope: TenantScope, job: ImportJob): Outcome<ImportView> {
  const after = await deps.imports.save(scope, job);
  if (!after) return changedMeanwhile('import');
  await wake(deps, scope, after);
  return ok(viewOf(after, deps.clock.now()));
}

/** Goes on where a failure of ours left it. */
const goOn = (deps: Deps, scope: TenantScope, job: ImportJob): Outcome<ImportView> =>
  saved(deps, scope, { ...job, state: 'running', problem: null, finishedAt: null, errorFile: false });

async function begin(deps: Deps, scope: TenantScope, job: ImportJob): Outcome<ImportView> {
  const upload = await openUpload(deps.files, scope, job);
  if (!upload.ok) return upload;
  const { open, size, etag } = upload.value;
  return saved(deps, scope, {
    ...job,
    state: 'running',
    startedAt: deps.clock.now(),
    bytes: size,
    mapping: { ...mappingOf(open.columns) },
    file: { etag, layout: { ...open.layout }, columns: [...open.columns], rows: open.rows },
    position: open.rows,
  });
}

/** Starts to read the uploaded file. Starting an import that runs or has ended changes nothing. */
export const startImport =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<ImportView> => {
    const job = await deps.imports.get(scope, id);
    if (!job) return notFound('import');
    if (job.state === 'waiting') return begin(deps, scope, job);
    if (job.state === 'failed' && job.problem?.code === interrupted) return goOn(deps, scope, job);
    if (job.state === 'failed' || job.state === 'cancelled')
      return conflict(`The import is ${job.state}. Begin another one.`);
    // The request before this one may have died between the row and the queue.
    if (job.state === 'running') await wake(deps, scope, job);
    return ok(viewOf(job, deps.clock.now()));
  };

/** Stops an import at the end of its page. Cancelling it again changes nothing. */
export const cancelImport =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<ImportView> => {
    for (;;) {
      const job = await deps.imports.get(scope, id);
      if (!job) return notFound('import');
      if (job.state === 'done' || job.state === 'failed') return conflict(`The import is ${job.state} already.`);
      if (job.state === 'cancelled') return ok(viewOf(job, deps.clock.now()));
      const now = deps.clock.now();
      const after = await deps.imports.save(scope, { ...job, state: 'cancelled', finishedAt: now });
      // The worker moves the row with every page: then it is read again.
      if (!after) continue;
      await wake(deps, scope, after);
      return ok(viewOf(after, now));
    }
  };

/** Where the rows with faults can be got, once the import has ended. */
export const importErrors =
  ({ imports, files, clock }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<ImportErrors> => {
    const job = await imports.get(scope, id);
    if (!job) return notFound('import');
    if (job.finishedAt === null || (job.errorParts > 0 && !job.errorFile))
      return conflict('The file with the faults is complete when the import has ended. Ask again then.');
    if (!job.errorFile) return ok({ failed: job.failed, download: null });
    const download = await downloadLink({ files, clock }, fileKeys.errors(scope, job), `${job.id}-errors.csv`);
    return ok({ failed: job.failed, download });
  };
