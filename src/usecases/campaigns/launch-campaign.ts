import type { Campaign } from '../../contracts/campaign.ts';
import type { Fault } from '../../contracts/problem.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { ok } from '../../domain/result.ts';
import { launchNotices } from '../../domain/webhooks/campaign-notices.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Ids, Queues, Schedules } from '../ports/effects.ts';
import type { Plan, PlanStore } from '../ports/plan-store.ts';
import type { SegmentUses } from '../ports/refresh-store.ts';
import type { TriggerStore } from '../ports/trigger-store.ts';
import { changedMeanwhile, conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { type ReviewDeps, type Reviewed, reviewForLaunch } from './review-campaign.ts';
import { launchScheduleName } from './schedule-names.ts';
import { faultsOf } from './steps.ts';
import { nextVersion } from './versions.ts';

export interface Deps extends ReviewDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'save' | 'publish'>;
  readonly plans: Pick<PlanStore, 'create'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly schedules: Pick<Schedules, 'launchAt'>;
  readonly triggers: Pick<TriggerStore, 'add'>;
  readonly uses: Pick<SegmentUses, 'add'>;
  readonly tell: Tell;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Below this audience one shard carries lists and counters; above it, sixteen (design/table). */
const shardedFrom = 10_000;

const refusals = ({ review }: Reviewed): readonly Fault[] => [
  ...review.items
    .filter((item) => item.state === 'fail')
    .map((item) => fault(item.key, 'review_failed', `${item.reason} ${item.fix ?? ''}`.trim())),
  ...faultsOf(review.problems),
];

/** A dynamic segment that was never refreshed may turn out to be large. */
const expectedMembers = ({ segment }: Reviewed): number =>
  segment?.type === 'dynamic' && segment.refreshedAt === null ? shardedFrom : (segment?.memberCount ?? 0);

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

/** Triggered campaigns have no audience to read: who enters is decided event by event. */
const planFor = (campaign: Campaign, launchId: string, now: string): Plan => ({
  campaignId: campaign.id,
  launchId,
  segmentId: campaign.segmentId ?? '',
  cursor: null,
  done: campaign.campaignType === 'triggered',
  chunks: 0,
  chunksDone: 0,
  members: 0,
  planned: 0,
  excluded: {},
  excludedAtEntry: {},
  excludedLater: {},
  zones: {},
  updatedAt: now,
});

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
    const next = launched(campaign, launchId, expectedMembers(reviewed), now);
    const start = startOf(campaign, at);
    const later = start !== null && start > now;
    const changed: Campaign = later
      ? { ...next, status: 'scheduled', startDate: start }
      : { ...next, status: 'active', launchedAt: now };

    await deps.plans.create(scope, planFor(changed, launchId, now));
    if (reviewed.segment) await deps.uses.add(scope, reviewed.segment.id, id);
    if (campaign.trigger) await deps.triggers.add(scope, campaign.trigger.event, id);
    if (!(await deps.campaigns.publish(changed, campaign.rev, version))) return changedMeanwhile('campaign');
    const work = { tenantId: scope.tenantId, campaignId: id, launchId };
    if (later) await deps.schedules.launchAt(launchScheduleName(launchId), start, { kind: 'launch', ...work });
    else await deps.queues.plan({ kind: 'plan', ...work });
    await deps.tell(scope, launchNotices(changed));
    return ok(changed);
  };
