import type { Metrics } from '../../contracts/analytics.ts';
import type { Campaign } from '../../contracts/campaign.ts';
import { type Simulation, SimulationRates } from '../../contracts/simulation.ts';
import { metricsOfRows } from '../../domain/analytics/metrics.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';

export interface RatesDeps {
  readonly campaigns: Pick<CampaignStore, 'list'>;
  readonly stats: Pick<StatsStore, 'read'>;
}

export interface AssumedRates {
  readonly rates: SimulationRates;
  readonly ratesFrom: Simulation['ratesFrom'];
}

/** Mails below which rates say little. */
const enoughMails = 100;
/** Campaigns, the lately changed first, whose readers stand for those to come. */
const lastCampaigns = 10;

const ratesIn = (metrics: Metrics): SimulationRates => ({
  open: metrics.openRate,
  click: metrics.clickRate,
  reply: metrics.replyRate,
  bounce: metrics.bounceRate,
  unsubscribe: metrics.unsubscribeRate,
});

async function seenBy({ stats }: RatesDeps, scope: TenantScope, campaigns: readonly Campaign[]): Promise<Metrics> {
  const rows = await Promise.all(campaigns.map(({ id, shards }) => stats.read(scope, id, shards, null, null)));
  return metricsOfRows(rows.flat());
}

/** What readers are assumed to do where nobody says: what they did with this campaign, else with the last ones. */
export async function assumedRates(deps: RatesDeps, scope: TenantScope, campaign: Campaign): Promise<AssumedRates> {
  const own = await seenBy(deps, scope, [campaign]);
  if (own.emailsSent >= enoughMails) return { rates: ratesIn(own), ratesFrom: 'campaign' };
  const { items } = await deps.campaigns.list(scope, { limit: lastCampaigns });
  const others = await seenBy(
    deps,
    scope,
    items.filter(({ launchedAt }) => launchedAt !== null),
  );
  if (others.emailsSent >= enoughMails) return { rates: ratesIn(others), ratesFrom: 'last_campaigns' };
  return { rates: SimulationRates.parse({}), ratesFrom: 'none' };
}
