import type { Campaign } from '../../contracts/campaign.ts';
import type { JobName } from '../../contracts/work.ts';
import { assertNever } from '../../domain/assert-never.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Ids, Queues } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'listRunning'>;
  readonly journeys: Pick<JourneyStore, 'pageEnrollments'>;
  readonly plans: Pick<PlanStore, 'get'>;
  readonly stats: Pick<StatsStore, 'compact'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

type Job = (deps: Deps, scope: TenantScope, campaign: Campaign) => Promise<void>;

/** A plan that has not moved for so long lost its message. */
const stalledMs = 15 * 60_000;
const openStatuses = ['enrolled', 'active', 'held'] as const;

async function anybodyOpen({ journeys }: Deps, scope: TenantScope, campaign: Campaign): Promise<boolean> {
  for (const status of openStatuses) {
    for (let shard = 0; shard < campaign.shards; shard++) {
      const page = await journeys.pageEnrollments(scope, campaign.id, shard, status, null, 1);
      if (page.items.length > 0) return true;
    }
  }
  return false;
}

/**
 * Completes a campaign when its audience is planned and enrolled, nobody is on the way, and nothing can still enrol. The recount that
 * this asks for has the last word: it completes the campaign only if the books are settled.
 */
const complete: Job = async (deps, scope, campaign) => {
  const work = { tenantId: scope.tenantId, campaignId: campaign.id };
  const plan = campaign.launchId ? await deps.plans.get(scope, campaign.id, campaign.launchId) : undefined;
  if (!plan) return;
  if (!plan.done) {
    const stalled = Date.parse(deps.clock.now()) - Date.parse(plan.updatedAt) > stalledMs;
    if (stalled) await deps.queues.plan({ kind: 'plan', ...work, launchId: plan.launchId });
    return;
  }
  if (
    campaign.campaignType === 'triggered' ||
    plan.chunksDone < plan.chunks ||
    (await anybodyOpen(deps, scope, campaign))
  )
    return;
  await deps.queues.plan({ kind: 'recount', ...work, recountId: deps.ids.next('recount'), shard: 0, cursor: null });
};

/** Folds the counters of finished days, in the campaign's own zone, into one row a day and step. */
const rollUp: Job = async (deps, scope, campaign) => {
  if (campaign.shards > 1)
    await deps.stats.compact(scope, campaign.id, campaign.shards, dayOf(deps.clock.now(), campaign.timezone));
};

const jobOf = (name: JobName): Job => {
  switch (name) {
    case 'complete_campaigns':
      return complete;
    case 'roll_up_counters':
      return rollUp;
    default:
      return assertNever(name);
  }
};

/** Runs a recurring job over every running campaign of every tenant. */
export const runJob =
  (deps: Deps) =>
  async (name: JobName): Promise<void> => {
    const job = jobOf(name);
    for await (const { tenantId, campaignId } of deps.campaigns.listRunning()) {
      const scope = { tenantId, principal: 'system' };
      const campaign = await deps.campaigns.get(scope, campaignId);
      if (campaign?.status === 'active') await job(deps, scope, campaign);
    }
  };
