import type { CreatedImport, NewImport } from '../../contracts/transfer.ts';
import type { ImportJob } from '../../contracts/transfer-job.ts';
import { ok } from '../../domain/result.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { Files } from '../ports/files.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { ImportStore } from '../ports/transfer-store.ts';
import { fault, invalid, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { fileKeys, uploadLink } from './transfer-files.ts';
import { viewOf } from './view-import.ts';

export interface Deps {
  readonly imports: Pick<ImportStore, 'create'>;
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly files: Pick<Files, 'uploadUrl'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

const untouched = {
  ...{ rows: 0, created: 0, updated: 0, unchanged: 0, duplicates: 0, failed: 0 },
  state: 'waiting',
  mapping: {},
  bytes: null,
  problem: null,
  startedAt: null,
  finishedAt: null,
  file: null,
  position: { offset: 0, line: 1 },
  planned: null,
  errorParts: 0,
  errorFile: false,
  rev: 1,
} as const;

async function segmentFault({ segments }: Deps, scope: TenantScope, segmentId: string) {
  const segment = await segments.get(scope, segmentId);
  if (!segment)
    return fault('body.segmentId', 'unknown_segment', 'There is no such segment. List them with GET /api/segments.');
  return segment.type === 'dynamic'
    ? fault('body.segmentId', 'dynamic_segment', 'Its members are chosen by its rule. Choose a static segment.')
    : undefined;
}

/** The import with an address for its file. */
export async function withUpload(
  { files, clock }: Pick<Deps, 'files' | 'clock'>,
  scope: TenantScope,
  job: ImportJob,
): Promise<CreatedImport> {
  const link = await uploadLink({ files, clock }, fileKeys.upload(scope, job));
  return { ...viewOf(job, clock.now()), upload: { method: 'PUT', ...link } };
}

/** Begins an import: its file is uploaded next, to the address in the answer. */
export const createImport =
  (deps: Deps) =>
  async (scope: TenantScope, { mapping, ...input }: NewImport): Outcome<CreatedImport> => {
    const refused = input.segmentId === null ? undefined : await segmentFault(deps, scope, input.segmentId);
    if (refused) return invalid('Nothing was imported.', [refused]);
    const { clock, ids, imports } = deps;
    const job: ImportJob = { ...untouched, ...input, asked: mapping, id: ids.next('import'), createdAt: clock.now() };
    await imports.create(scope, job);
    return ok(await withUpload(deps, scope, job));
  };
