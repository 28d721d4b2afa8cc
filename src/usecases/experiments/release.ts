import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { OutboxWork, PlanWork, ReleaseWork } from '../../contracts/work.ts';
import { startsPerSecond } from '../../domain/schedule/spread.ts';
import { parked, released } from '../../domain/sequence/stop.ts';
import { effectWorkOf, handOn, moveEnrollment, outboxOf, startWaitOf } from '../engine/move-enrollment.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import { readTimetable, type TimeDeps } from '../engine/send-times.ts';
import { type FactDeps, readStepFacts } from '../engine/step-facts.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Executions, Queues } from '../ports/effects.ts';
import type { Journey, JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

const pageSize = 100;
const atOnce = 10;

/** Asks the workers to let everybody go on who waits for the outcome of a test. */
export async function releaseWaiting(queues: Pick<Queues, 'plan'>, { tenantId, id, shards }: Campaign): Promise<void> {
  for (let shard = 0; shard < shards; shard++)
    await queues.plan({ kind: 'release', tenantId, campaignId: id, shard, cursor: null });
}

export const waitsForOutcome = ({ status, held }: Enrollment): boolean =>
  status === 'held' && held.includes('experiment');

export interface PageDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'pageEnrollments'>;
  readonly queues: Pick<Queues, 'plan' | 'enrol'>;
}

/** Hands one page of those who wait to the enrolment queue; the next page is its own message, at the pace of a resume. */
export const releasePage =
  (deps: PageDeps) =>
  async (work: Extract<PlanWork, { kind: 'release' }>): Promise<void> => {
    const { tenantId, campaignId, shard } = work;
    const scope = { tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, campaignId);
    if (!campaign || campaign.status === 'archived') return;
    const page = await deps.journeys.pageEnrollments(scope, campaignId, shard, 'held', work.cursor, pageSize);
    const waiting = page.items.filter(waitsForOutcome).map(({ contactId, entry }) => ({ contactId, entry }));
    if (waiting.length > 0) await deps.queues.enrol([{ tenantId, campaignId, waiting }]);
    const delaySeconds = Math.ceil((pageSize * campaign.shards) / startsPerSecond);
    if (page.next) await deps.queues.plan({ ...work, cursor: page.next }, delaySeconds);
  };

export interface Deps extends FactDeps, TimeDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  readonly queues: Pick<Queues, 'outbox' | 'effects'>;
  readonly executions: Executions;
  readonly readSequence: ReadSequence;
  readonly clock: Clock;
}

interface Releasing {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly campaign: Campaign;
  readonly journey: Journey;
  readonly now: string;
}

/** What a first attempt may have left undone after its commit. */
async function repeat({ deps, campaign, journey }: Releasing, row: Enrollment): Promise<readonly OutboxWork[]> {
  const mine = <T extends { campaignId: string; entry: number }>(rows: readonly T[]): readonly T[] =>
    rows.filter((one) => one.campaignId === campaign.id && one.entry === row.entry);
  await startWaitOf(deps.executions, row);
  await deps.queues.effects(effectWorkOf(mine(journey.effects)));
  return outboxOf(mine(journey.messages).filter(({ held }) => !held));
}

/** Goes on from the mail: as its outcome, or to wait again where the test still runs. */
async function goOn({ deps, scope, campaign, journey, now }: Releasing, row: Enrollment) {
  const { contact, messages, enrollments, gateRev } = journey;
  if (!contact) return [];
  const free = { ...released(row, 'experiment', now, now), rev: row.rev };
  const others = enrollments.filter(({ campaignId }) => campaignId !== campaign.id);
  if (free.status === 'held' || campaign.status === 'paused') {
    const rest = campaign.status === 'paused' ? parked(free, 'campaign_paused', now) : free;
    await deps.journeys.commit(scope, { enrollments: [{ row: { ...rest, rev: row.rev + 1 }, seenRev: row.rev }] });
    return [];
  }
  const sequence = await deps.readSequence(scope, campaign.id, row.version);
  const timetable = await readTimetable(deps, scope, { campaign, sequence, contact, messages, now });
  const moved = await moveEnrollment(deps, scope, {
    campaign,
    sequence,
    enrollment: { ...free, dueAt: null },
    seenRev: row.rev,
    contact,
    messages: messages.filter(({ campaignId, entry }) => campaignId === campaign.id && entry === row.entry),
    ...(await readStepFacts(deps, scope, sequence, row, messages)),
    rivalry: { others, displaced: [], gateRev, sharesBudget: timetable.sharesBudget },
    ...(timetable.planSendTime ? { planSendTime: timetable.planSendTime } : {}),
    now,
  });
  if (!moved) throw new Error(`Contact ${row.contactId} changed while its test was decided`);
  await handOn(deps, moved);
  await startWaitOf(deps.executions, moved.enrollment);
  return outboxOf(moved.messages);
}

/**
 * Lets contacts go on who waited for the outcome of a test, without an execution of their own where nothing else makes them wait.
 * Repeating it, whole or in part, only repeats what was handed on.
 */
export const releaseContacts =
  (deps: Deps) =>
  async ({ tenantId, campaignId, waiting }: ReleaseWork): Promise<void> => {
    const scope = { tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, campaignId);
    if (!campaign || campaign.status === 'archived') return;
    const mails = await inParallel(waiting, atOnce, async ({ contactId, entry }) => {
      const journey = await deps.journeys.load(scope, contactId);
      const row = journey.enrollments.find((one) => one.campaignId === campaignId && one.entry === entry);
      if (!row) return [];
      const releasing = { deps, scope, campaign, journey, now: deps.clock.now() };
      return waitsForOutcome(row) ? goOn(releasing, row) : repeat(releasing, row);
    });
    await deps.queues.outbox(mails.flat());
  };
