import type { Campaign } from '../../contracts/campaign.ts';
import type { Fault } from '../../contracts/problem.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Ids, Queues, Schedules } from '../ports/effects.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import { changedMeanwhile, conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type ReviewDeps, type Reviewed, reviewForLaunch } from './review-campaign.ts';
import { faultsOf } from './steps.ts';
import { nextVersion } from './versions.ts';

export interface Deps extends ReviewDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'save' | 'publish'>;
  readonly plans: Pick<PlanStore, 'create'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly schedules: Pick<Schedules, 'launchAt'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Below this audience one shard carries lists and counters; above it, sixteen (design/table). */
const shardedFrom = 10_000;

export const launchScheduleName = (launchId: string): string => `launch-${launchId}`;

const refusals = ({ review }: Reviewed): readonly Fault[] => [
  ...review.items
    .filter((item) => item.state === 'fail')
    .map((item) => fault(item.key, 'review_failed', `${item.reason} ${item.fix ?? ''}`.trim())),
  ...faultsOf(review.problems),
];

const launched = (campaign: Campaign, launchId: string, members: number, now: string): Campaign => ({
  ...campaign,
  launchId,
  version: campaign.version + 1,
  shards: members >= shardedFrom ? 16 : 1,
  rev: campaign.rev + 1,
  updatedAt: now,
});

/** When a launch begins: the instant asked for, the campaign's own start, or now. */
const startOf = (campaign: Campaign, at: string | undefined): string | null =>
  at ?? (campaign.sendStrategy === 'scheduled' ? campaign.startDate : null);

/**
 * Publishes the sequence as an immutable version and starts planning the audience, now or at an instant. Of two launches at once one
 * wins and the other is a conflict: the campaign's revision decides.
 */
export const launchCampaign =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, at?: string): Outcome<Campaign> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf('launch', campaign.status);
    if (refusal) return conflict(refusal);
    const now = deps.clock.now();
    if (at && at < now)
      return invalid('Nothing was launched.', [
        fault('body.at', 'in_the_past', `Choose an instant after ${now}, or leave it out to launch now.`),
      ]);
    const reviewed = await reviewForLaunch(deps, scope, campaign);
    if (!reviewed.review.ready) return invalid('The campaign is not ready to launch.', refusals(reviewed));

    const launchId = deps.ids.next('launch');
    const version = await nextVersion(deps, scope, campaign);
    const next = launched(campaign, launchId, reviewed.segment?.memberCount ?? 0, now);
    const start = startOf(campaign, at);
    const later = start !== null && start > now;
    const changed: Campaign = later
      ? { ...next, status: 'scheduled', startDate: start }
      : { ...next, status: 'active', launchedAt: now };

    const segmentId = campaign.segmentId ?? '';
    const plan = {
      campaignId: id,
      launchId,
      segmentId,
      cursor: null,
      done: false,
      chunks: 0,
      chunksDone: 0,
      members: 0,
      planned: 0,
      excluded: {},
      updatedAt: now,
    };
    await deps.plans.create(scope, plan);
    if (!(await deps.campaigns.publish(changed, campaign.rev, version))) return changedMeanwhile('campaign');
    const work = { tenantId: scope.tenantId, campaignId: id, launchId };
    if (later) await deps.schedules.launchAt(launchScheduleName(launchId), start, { kind: 'launch', ...work });
    else await deps.queues.plan({ kind: 'plan', ...work });
    return ok(changed);
  };
