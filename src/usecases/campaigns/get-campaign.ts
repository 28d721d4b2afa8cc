import type { Metrics } from '../../contracts/analytics.ts';
import type { Campaign } from '../../contracts/campaign.ts';
import type { SequenceProblem, Step } from '../../contracts/step.ts';
import { metricsOfRows } from '../../domain/analytics/metrics.ts';
import { ok } from '../../domain/result.ts';
import { entryOf } from '../../domain/sequence/graph.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type JudgeDeps, judgeSequence } from './judge-sequence.ts';

export interface Deps extends JudgeDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft'>;
  readonly stats: Pick<StatsStore, 'read'>;
}

interface Details {
  campaign: Campaign;
  entry: string | null;
  steps: Step[];
  problems: SequenceProblem[];
  analytics: Metrics;
}

/** A campaign with its steps and its numbers so far. */
export const getCampaign =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<Details> => {
    const { campaigns, stats } = deps;
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const [sequence, rows] = await Promise.all([
      campaigns.getDraft(scope, id),
      stats.read(scope, id, campaign.shards, null, null),
    ]);
    return ok({
      campaign,
      entry: entryOf(sequence),
      steps: sequence.steps,
      problems: [...(await judgeSequence(scope, sequence, deps, campaign))],
      analytics: metricsOfRows(rows),
    });
  };
