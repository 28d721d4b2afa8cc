import type { Campaign, Pause, ResumePolicy } from '../../contracts/campaign.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { ok } from '../../domain/result.ts';
import { wakeAll } from '../engine/wake-all.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Queues, Schedules } from '../ports/effects.ts';
import { changedMeanwhile, conflict, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { launchScheduleName } from './schedule-names.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly schedules: Pick<Schedules, 'launchAt'>;
  readonly clock: Clock;
}

const endPause = (pauses: readonly Pause[], policy: ResumePolicy, now: string): Pause[] =>
  pauses.map((pause) => (pause.to === null ? { ...pause, to: now, policy } : pause));

/** Parked enrollments are woken by a worker; an audience half planned is planned on. */
async function wake({ queues }: Deps, campaign: Campaign): Promise<void> {
  await wakeAll(queues, campaign);
  const { tenantId, id: campaignId, launchId } = campaign;
  if (launchId) await queues.plan({ kind: 'plan', tenantId, campaignId, launchId });
}

async function scheduleAgain({ schedules }: Deps, campaign: Campaign, launchId: string, at: string): Promise<void> {
  await schedules.launchAt(launchScheduleName(launchId), at, {
    kind: 'launch',
    tenantId: campaign.tenantId,
    campaignId: campaign.id,
    launchId,
  });
}

/**
 * Lets a paused campaign run on. `shift` counts the rest of each wait on, `now` runs what fell due at once, `skip_stale` skips the
 * mails that fell due in the pause. A campaign paused before its start is scheduled again.
 */
export const resumeCampaign =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, policy: ResumePolicy): Outcome<Campaign> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf('resume', campaign.status);
    if (refusal) return conflict(refusal);
    const now = deps.clock.now();
    const start =
      campaign.launchedAt === null && campaign.startDate && campaign.startDate > now ? campaign.startDate : null;
    const changed: Campaign = {
      ...campaign,
      status: start ? 'scheduled' : 'active',
      launchedAt: start ? null : (campaign.launchedAt ?? now),
      epoch: campaign.epoch + 1,
      pauses: endPause(campaign.pauses, policy, now),
      rev: campaign.rev + 1,
      updatedAt: now,
    };
    if (!(await deps.campaigns.save(changed, campaign.rev))) return changedMeanwhile('campaign');
    if (start && campaign.launchId) await scheduleAgain(deps, changed, campaign.launchId, start);
    else await wake(deps, changed);
    return ok(changed);
  };
