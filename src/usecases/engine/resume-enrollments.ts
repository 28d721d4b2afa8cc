import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { dueAfterPauses, wentStale } from '../../domain/schedule/pause-shift.ts';
import { released } from '../../domain/sequence/stop.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Executions, Queues } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

export interface ReleaseDeps {
  readonly journeys: Pick<JourneyStore, 'commit'>;
  readonly executions: Executions;
  readonly clock: Clock;
}

export interface Deps extends ReleaseDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'commit' | 'pageEnrollments' | 'pageHeld'>;
  readonly queues: Pick<Queues, 'plan' | 'outbox'>;
}

export type ResumeWork = Extract<PlanWork, { kind: 'resume' }>;

const pageSize = 100;
const atOnce = 10;

/** When a released enrollment is due: past-due ones now, except that a stale one keeps its time, so that its mails are skipped. */
function dueOf(enrollment: Enrollment, campaign: Campaign, now: string): string {
  const due = enrollment.dueAt ?? now;
  if (wentStale(due, campaign.pauses)) return due;
  const shifted = dueAfterPauses(enrollment.waitingSince ?? enrollment.enrolledAt, due, campaign.pauses);
  return shifted < now ? now : shifted;
}

/** Takes the pause off one enrollment and starts the execution that carries the rest of its wait. */
export async function releaseEnrollment(
  deps: ReleaseDeps,
  scope: TenantScope,
  campaign: Campaign,
  enrollment: Enrollment,
): Promise<void> {
  const now = deps.clock.now();
  const row = released(enrollment, 'campaign_paused', dueOf(enrollment, campaign, now), now);
  if (!(await deps.journeys.commit(scope, { enrollments: [{ row, seenRev: enrollment.rev }] }))) return;
  if (row.status !== 'active' || !row.dueAt) return;
  const { tenantId, campaignId, contactId, entry, generation } = row;
  await deps.executions.start({ tenantId, campaignId, contactId, entry, generation, waitUntil: row.dueAt });
}

async function releaseHeldMails(deps: Deps, scope: TenantScope, campaignId: string): Promise<void> {
  let from: string | null = null;
  do {
    const page = await deps.journeys.pageHeld(scope, campaignId, from, pageSize);
    const freed = await inParallel(page.items, atOnce, async (message) => {
      const row = { ...message, held: false, rev: message.rev + 1 };
      return (await deps.journeys.commit(scope, { enrollments: [], changedMessages: [{ row, seenRev: message.rev }] }))
        ? [row]
        : [];
    });
    await deps.queues.outbox(
      freed.flat().map(({ tenantId, contactId, sendId }) => ({ tenantId, campaignId, contactId, sendId })),
    );
    from = page.next;
  } while (from);
}

/** One page of a resume: parked enrollments of a shard run on. The next page is its own message; a newer pause ends it. */
export const resumeEnrollments =
  (deps: Deps) =>
  async (work: ResumeWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, work.campaignId);
    if (campaign?.epoch !== work.epoch || campaign.status !== 'active') return;
    if (work.shard === 0 && work.cursor === null) await releaseHeldMails(deps, scope, campaign.id);
    const page = await deps.journeys.pageEnrollments(scope, campaign.id, work.shard, 'held', work.cursor, pageSize);
    await inParallel(page.items, atOnce, (enrollment) => releaseEnrollment(deps, scope, campaign, enrollment));
    if (page.next) await deps.queues.plan({ ...work, cursor: page.next });
  };
