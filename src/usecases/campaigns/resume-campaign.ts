import type { Campaign, Pause, ResumePolicy } from '../../contracts/campaign.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { resumeRefusal } from '../../domain/delivery/guardrail.ts';
import { ok } from '../../domain/result.ts';
import { resumeNotices } from '../../domain/webhooks/campaign-notices.ts';
import { sendersOf } from '../delivery/campaign-senders.ts';
import { campaignSends, type SendsDeps, sendersToday } from '../delivery/read-sends.ts';
import { wakeAll } from '../engine/wake-all.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Queues, Schedules } from '../ports/effects.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import { changedMeanwhile, conflict, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { launchScheduleName } from './schedule-names.ts';

export interface Deps extends SendsDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly schedules: Pick<Schedules, 'launchAt'>;
  readonly senders: Pick<SenderStore, 'get' | 'findByEmail'>;
  readonly tell: Tell;
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

/** What has been seen of the mails of a campaign that a guardrail paused. */
async function acknowledgement(deps: Deps, scope: TenantScope, campaign: Campaign): Promise<Partial<Campaign>> {
  const at = deps.clock.now();
  if (!campaign.guardrail || campaign.guardrail.level === 'warn') return {};
  const senders = await sendersOf(deps.senders, scope, campaign);
  const emails = new Set([...senders.map(({ sender }) => sender.email), campaign.guardrail.sender ?? []].flat());
  const [all, today] = await Promise.all([
    campaignSends(deps, scope, campaign),
    sendersToday(deps, scope, [...emails], at),
  ]);
  return { guardrail: null, acknowledged: { at, campaign: all, sendersToday: today } };
}

export interface ResumeWish {
  readonly policy: ResumePolicy;
  /** The finding of a guardrail was seen. */
  readonly acknowledge: boolean;
}

/**
 * Lets a paused campaign run on. `shift` counts the rest of each wait on, `now` runs what fell due at once, `skip_stale` skips the
 * mails that fell due in the pause. A campaign paused before its start is scheduled again. One that a guardrail paused is judged from now
 * on by the mails that follow.
 */
export const resumeCampaign =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, { policy, acknowledge }: ResumeWish): Outcome<Campaign> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const now = deps.clock.now();
    const refusal = refusalOf('resume', campaign.status) ?? resumeRefusal(campaign.guardrail, acknowledge, now);
    if (refusal) return conflict(refusal);
    const start =
      campaign.launchedAt === null && campaign.startDate && campaign.startDate > now ? campaign.startDate : null;
    const changed: Campaign = {
      ...campaign,
      ...(await acknowledgement(deps, scope, campaign)),
      pauseReason: null,
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
    await deps.tell(scope, resumeNotices(changed, campaign));
    return ok(changed);
  };
