import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { dueAfterPauses, wentStale } from '../../domain/schedule/pause-shift.ts';
import { spreadAfter, startsPerSecond } from '../../domain/schedule/spread.ts';
import { released } from '../../domain/sequence/stop.ts';
import { type LookDeps, lookAgain } from '../experiments/look-again.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Executions, Queues } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import { outboxWorkOf, startWaitOf } from './move-enrollment.ts';

export interface ReleaseDeps {
  readonly journeys: Pick<JourneyStore, 'commit'>;
  readonly executions: Executions;
  readonly clock: Clock;
}

export interface Deps extends ReleaseDeps, LookDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'commit' | 'pageEnrollments' | 'pageHeld'>;
  readonly queues: Pick<Queues, 'plan' | 'outbox'>;
}

export type ResumeWork = Extract<PlanWork, { kind: 'resume' }>;

const pageSize = 100;
const atOnce = 10;

/**
 * When a released enrollment is due: at once, where the event it waits for came in the pause. What fell due in the pause is spread, so that a long backlog leaves at a steady pace; a stale one
 * keeps its time, so that its mails are skipped.
 */
function dueOf(enrollment: Enrollment, campaign: Campaign, now: string): string {
  if (enrollment.pending?.for === 'event' && enrollment.pending.eventId !== null) return now;
  const due = enrollment.dueAt ?? now;
  if (wentStale(due, campaign.pauses)) return due;
  const shifted = dueAfterPauses(enrollment.waitingSince ?? enrollment.enrolledAt, due, campaign.pauses);
  return shifted < now ? spreadAfter(now, enrollment.contactId, campaign.totalContacts) : shifted;
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
  await startWaitOf(deps.executions, row);
}

async function releaseMails(deps: Deps, scope: TenantScope, work: ResumeWork): Promise<string | null> {
  const page = await deps.journeys.pageHeld(scope, work.campaignId, work.cursor, pageSize);
  const freed = await inParallel(page.items, atOnce, async (message) => {
    const row = { ...message, held: false, rev: message.rev + 1 };
    return (await deps.journeys.commit(scope, { enrollments: [], changedMessages: [{ row, seenRev: message.rev }] }))
      ? [row]
      : [];
  });
  await deps.queues.outbox(outboxWorkOf(freed.flat()));
  return page.next;
}

/** Who only waits for the outcome of a test waits on. */
const isParked = ({ held }: Enrollment): boolean => held.some((reason) => reason !== 'experiment');

async function releasePage(deps: Deps, scope: TenantScope, campaign: Campaign, work: ResumeWork) {
  const page = await deps.journeys.pageEnrollments(scope, campaign.id, work.shard, 'held', work.cursor, pageSize);
  await inParallel(page.items.filter(isParked), atOnce, (enrollment) =>
    releaseEnrollment(deps, scope, campaign, enrollment),
  );
  return page.next;
}

/**
 * One page of a resume: held mails go back to the sender, parked enrollments of a shard run on. The next page is its own message, late
 * enough that all shards together stay below what Step Functions starts a second; a newer pause ends it.
 */
export const resumeEnrollments =
  (deps: Deps) =>
  async (work: ResumeWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, work.campaignId);
    if (campaign?.epoch !== work.epoch || campaign.status !== 'active') return;
    if (work.what === 'mails' && work.cursor === null) await lookAgain(deps, scope, campaign);
    const cursor =
      work.what === 'mails' ? await releaseMails(deps, scope, work) : await releasePage(deps, scope, campaign, work);
    const delaySeconds = Math.ceil((pageSize * campaign.shards) / startsPerSecond);
    if (cursor) await deps.queues.plan({ ...work, cursor }, delaySeconds);
  };
