import type { Campaign } from '../../contracts/campaign.ts';
import type { ExperimentResult, ExperimentRow } from '../../contracts/experiment.ts';
import { resultOf } from '../../domain/experiment/result.ts';
import { ok } from '../../domain/result.ts';
import { stepsById } from '../../domain/sequence/graph.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ExperimentStore } from '../ports/experiment-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { decideAtOf } from './evaluate.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getVersion'>;
  readonly experiments: Pick<ExperimentStore, 'list'>;
  readonly stats: Pick<StatsStore, 'read'>;
}

/** Tests of a campaign with their figures. */
export async function showExperiments(
  { campaigns, stats }: Pick<Deps, 'campaigns' | 'stats'>,
  scope: TenantScope,
  campaign: Campaign,
  rows: readonly ExperimentRow[],
): Promise<ExperimentResult[]> {
  if (rows.length === 0) return [];
  const [cells, version] = await Promise.all([
    stats.read(scope, campaign.id, campaign.shards, null, null),
    campaigns.getVersion(scope, campaign.id, campaign.version),
  ]);
  const steps = version ? stepsById(version.sequence) : undefined;
  return rows.map((row) =>
    resultOf({
      row,
      stepName: steps?.get(row.stepId)?.name ?? row.stepId,
      cells,
      decideAt: decideAtOf(row, campaign),
    }),
  );
}

/** How the A/B tests of a campaign stand. */
export const getExperiments =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<{ items: ExperimentResult[] }> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const rows = await deps.experiments.list(scope, id);
    return ok({ items: await showExperiments(deps, scope, campaign, rows) });
  };
