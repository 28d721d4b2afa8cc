import type { Comparison } from '../../contracts/comparison.ts';
import { type Compared, compare } from '../../domain/analytics/compare.ts';
import { metricsOfRows } from '../../domain/analytics/metrics.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly stats: Pick<StatsStore, 'read'>;
}

async function comparedOf({ campaigns, stats }: Deps, scope: TenantScope, id: string): Promise<Compared | undefined> {
  const campaign = await campaigns.get(scope, id);
  if (!campaign) return undefined;
  const rows = await stats.read(scope, id, campaign.shards, null, null);
  return { campaignId: id, name: campaign.name, status: campaign.status, metrics: metricsOfRows(rows) };
}

/** A campaign beside others, by the counters as they are now. */
export const compareCampaigns =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, others: readonly string[]): Outcome<Comparison> => {
    const ids = [...new Set([id, ...others])];
    const found = await Promise.all(ids.map((one) => comparedOf(deps, scope, one)));
    const compared = found.filter((one) => one !== undefined);
    return compared.length === ids.length ? ok(compare(compared)) : notFound('campaign');
  };
