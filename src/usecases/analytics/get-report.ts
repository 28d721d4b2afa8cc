import type { CampaignReport } from '../../contracts/report.ts';
import { funnelOf } from '../../domain/report/funnel.ts';
import { breakdownsOf } from '../../domain/report/report-view.ts';
import { noReport } from '../../domain/report/tally-report.ts';
import { ok } from '../../domain/result.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { emailStepsOf } from './email-steps.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'getVersion'>;
  readonly stats: Pick<StatsStore, 'getReport'>;
  readonly segments: Pick<SegmentStore, 'get'>;
}

const atOnce = 25;

/** What the last count of the ledger says of a campaign, in words and by everything that the counters do not know. */
export const getReport =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<CampaignReport> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const stored = await deps.stats.getReport(scope, id);
    const tally = stored?.tally ?? noReport;
    const counted = new Set(Object.keys(tally.funnel).filter((stepId) => stepId !== ''));
    const steps = await emailStepsOf(deps, scope, campaign, counted);
    const shown = breakdownsOf(
      tally,
      steps.map((step) => step.id),
    );
    const segments = await inParallel(shown.segments, atOnce, async (row) => ({
      ...row,
      name: (await deps.segments.get(scope, row.segmentId))?.name ?? null,
    }));
    return ok({
      ...shown,
      segments: [...segments],
      campaignId: id,
      asOf: stored?.at ?? null,
      timezone: stored?.timezone ?? campaign.timezone,
      funnel: funnelOf(
        tally,
        steps.map((step) => ({ id: step.id, name: step.name ?? step.id })),
      ),
    });
  };
