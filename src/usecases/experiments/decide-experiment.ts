import type { ExperimentResult } from '../../contracts/experiment.ts';
import { figuresOf } from '../../domain/experiment/figures.ts';
import { decidedByHand } from '../../domain/experiment/life.ts';
import { isOver } from '../../domain/experiment/state.ts';
import { ok } from '../../domain/result.ts';
import { decisionNotices } from '../../domain/webhooks/outcome-notices.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { ExperimentStore } from '../ports/experiment-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import { changedMeanwhile, conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { showExperiments } from './get-experiments.ts';
import { releaseWaiting } from './release.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getVersion'>;
  readonly experiments: Pick<ExperimentStore, 'get' | 'save'>;
  readonly stats: Pick<StatsStore, 'read'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly tell: Tell;
  readonly clock: Clock;
}

/** Ends a test with the variant that a person chose, before or at its time; those who wait get it. */
export const decideExperiment =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, stepId: string, variant: string): Outcome<ExperimentResult> => {
    const [campaign, row] = await Promise.all([
      deps.campaigns.get(scope, id),
      deps.experiments.get(scope, { campaignId: id, stepId }),
    ]);
    if (!campaign) return notFound('campaign');
    if (!row) return notFound('experiment');
    if (isOver(row)) return conflict(`This test was decided at ${row.decision?.at}: "${row.decision?.variant}".`);
    if (campaign.status === 'archived') return conflict('The campaign is archived: nobody gets its mails any more.');
    const keys = row.variants.map(({ key }) => key);
    if (!keys.includes(variant))
      return invalid('Nothing was decided.', [
        fault('body.variant', 'unknown_variant', `Choose one of ${keys.map((key) => `"${key}"`).join(', ')}.`),
      ]);
    const rows = await deps.stats.read(scope, id, campaign.shards, null, null);
    const figures = { counts: figuresOf(row, rows), now: deps.clock.now(), person: scope.principal };
    const decided = decidedByHand(row, variant, figures);
    if (!(await deps.experiments.save(decided, row.rev))) return changedMeanwhile('experiment');
    await releaseWaiting(deps.queues, campaign);
    await deps.tell(scope, decisionNotices(decided));
    const [shown] = await showExperiments(deps, scope, campaign, [decided]);
    return shown ? ok(shown) : notFound('experiment');
  };
