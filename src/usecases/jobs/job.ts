import type { Campaign, CampaignStatus } from '../../contracts/campaign.ts';
import { later } from '../../domain/later.ts';
import type { LookDeps } from '../experiments/look-again.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Executions, Ids, Metrics, Queues, Schedules } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps extends LookDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'listWatched' | 'unwatch'>;
  readonly journeys: Pick<JourneyStore, 'pageEnrollments' | 'pageOverdue' | 'pageHeld' | 'commit'>;
  readonly plans: Pick<PlanStore, 'get' | 'finishedChunks' | 'chunksOfZone'>;
  readonly stats: Pick<StatsStore, 'compact' | 'read'>;
  readonly queues: Pick<Queues, 'plan' | 'enrol'>;
  readonly executions: Executions;
  readonly schedules: Pick<Schedules, 'createdBefore' | 'cancel'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What a job does for one campaign, and in which states of it. Running a job twice does no harm. */
export interface CampaignJob {
  readonly statuses: readonly CampaignStatus[];
  readonly run: (deps: Deps, scope: TenantScope, campaign: Campaign) => Promise<void>;
}

export const agoMs = (deps: Pick<Deps, 'clock'>, ms: number): string => later(deps.clock.now(), -ms);
