import type { ExportView, NewCampaignExport, NewExport } from '../../contracts/transfer.ts';
import type { ExportJob } from '../../contracts/transfer-job.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Ids, Queues } from '../ports/effects.ts';
import type { Files } from '../ports/files.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { ExportStore } from '../ports/transfer-store.ts';
import { fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { campaignColumns } from './campaign-export-pages.ts';
import { downloadLink, fileKeys } from './transfer-files.ts';

interface ViewDeps {
  readonly files: Pick<Files, 'downloadUrl'>;
  readonly clock: Clock;
}

interface BeginDeps extends ViewDeps {
  readonly exports: Pick<ExportStore, 'create'>;
  readonly queues: Pick<Queues, 'transfers'>;
  readonly ids: Ids;
}

export interface Deps extends BeginDeps {
  readonly segments: Pick<SegmentStore, 'get'>;
}

const untouched = {
  state: 'running',
  ...{ rows: 0, bytes: 0, problem: null, finishedAt: null },
  ...{ position: null, uploadId: null, rev: 1 },
} as const;

/** An export as its owner sees it, with a fresh link once its file is complete. */
export async function viewOf({ files, clock }: ViewDeps, scope: TenantScope, job: ExportJob): Promise<ExportView> {
  if (job.state !== 'done') return { ...job, download: null };
  const download = await downloadLink({ files, clock }, fileKeys.exported(scope, job), `${job.what}.${job.format}`);
  return { ...job, download };
}

const wakeExport = ({ queues }: Pick<BeginDeps, 'queues'>, { tenantId }: TenantScope, { id }: ExportJob) =>
  queues.transfers([{ kind: 'export', tenantId, id }]);

/** The export of a request that died after it had begun: it may not have got on the queue. */
export const takeUpExport =
  (deps: ViewDeps & Pick<Deps, 'queues'> & { readonly exports: Pick<ExportStore, 'get'> }) =>
  async (scope: TenantScope, id: string): Promise<ExportView | undefined> => {
    const job = await deps.exports.get(scope, id);
    if (job?.state === 'running') await wakeExport(deps, scope, job);
    return job && viewOf(deps, scope, job);
  };

type Order = Pick<ExportJob, 'what' | 'segmentId' | 'campaignId' | 'format' | 'columns'>;

async function begin(deps: BeginDeps, scope: TenantScope, order: Order): Promise<ExportView> {
  const id = deps.ids.next('export');
  const job: ExportJob = { ...untouched, ...order, customNames: [], parts: [], id, createdAt: deps.clock.now() };
  await deps.exports.create(scope, job);
  await wakeExport(deps, scope, job);
  return viewOf(deps, scope, job);
}

/** Begins to write contacts to a file, in the background. */
export const createExport =
  (deps: Deps) =>
  async (scope: TenantScope, { what, segmentId, columns }: NewExport): Outcome<ExportView> => {
    if (segmentId !== null && !(await deps.segments.get(scope, segmentId)))
      return invalid('Nothing is exported.', [
        fault('body.segmentId', 'unknown_segment', 'There is no such segment. List them with GET /api/segments.'),
      ]);
    return ok(await begin(deps, scope, { what, segmentId, campaignId: null, format: 'csv', columns: columns ?? null }));
  };

/** Begins to write what a campaign did to a file, in the background. */
export const exportCampaign =
  (deps: BeginDeps & { readonly campaigns: Pick<CampaignStore, 'get'> }) =>
  async (scope: TenantScope, campaignId: string, { what, format }: NewCampaignExport): Outcome<ExportView> => {
    if (!(await deps.campaigns.get(scope, campaignId))) return notFound('campaign');
    return ok(
      await begin(deps, scope, { what, segmentId: null, campaignId, format, columns: [...campaignColumns(what)] }),
    );
  };
