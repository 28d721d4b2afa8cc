import type { Campaign } from '../../contracts/campaign.ts';
import { pausedNow } from '../../domain/campaign/paused-now.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { ok } from '../../domain/result.ts';
import { archiveNotices, pauseNotices } from '../../domain/webhooks/campaign-notices.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Queues, Schedules } from '../ports/effects.ts';
import { changedMeanwhile, conflict, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { launchScheduleName } from './schedule-names.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save' | 'remove'>;
  readonly schedules: Pick<Schedules, 'cancel'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly tell: Tell;
  readonly clock: Clock;
  /** Resolves when no sender acts on what the campaign was before. */
  readonly drained: () => Promise<void>;
}

type Verb = 'pause' | 'archive';

const changes: { readonly [V in Verb]: (campaign: Campaign, now: string) => Partial<Campaign> } = {
  pause: (campaign, now) => pausedNow(campaign, 'user', now),
  archive: (campaign) => ({ status: 'archived', epoch: campaign.epoch + 1 }),
};

const notices = { pause: pauseNotices, archive: archiveNotices } as const;

const change =
  (verb: Verb) =>
  ({ campaigns, schedules, queues, tell, clock, drained }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<Campaign> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf(verb, campaign.status);
    if (refusal) return conflict(refusal);
    const now = clock.now();
    const changed = { ...campaign, ...changes[verb](campaign, now), rev: campaign.rev + 1, updatedAt: now };
    if (!(await campaigns.save(changed, campaign.rev))) return changedMeanwhile('campaign');
    if (campaign.status === 'scheduled' && campaign.launchId)
      await schedules.cancel(launchScheduleName(campaign.launchId));
    if (verb === 'archive' && campaign.launchId)
      await queues.plan({ kind: 'close', tenantId: scope.tenantId, campaignId: id, shard: 0 });
    await tell(scope, notices[verb](changed));
    if (campaign.status === 'active') await drained();
    return ok(changed);
  };

/** Stops planning and sending. Once it resolves no mail is claimed any more; those already claimed still leave (design/table). */
export const pauseCampaign = change('pause');

/** Ends the campaign for good: its enrollments are ended one by one, and no planned mail is claimed any more. */
export const archiveCampaign = change('archive');

export const deleteCampaign =
  ({ campaigns }: Pick<Deps, 'campaigns'>) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf('delete', campaign.status);
    if (refusal) return conflict(refusal);
    return (await campaigns.remove(campaign)) ? ok(undefined) : changedMeanwhile('campaign');
  };
