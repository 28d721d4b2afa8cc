import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Sequence } from '../../contracts/step.ts';
import type { StepInput, StepOutcome } from '../../contracts/work.ts';
import { dueAfterPauses } from '../../domain/schedule/pause-shift.ts';
import { fillsExecution, outlivesExecution } from '../../domain/sequence/execution-length.ts';
import { waitsFrom } from '../../domain/sequence/graph.ts';
import { isOpen, parked } from '../../domain/sequence/stop.ts';
import type { Next } from '../../domain/sequence/walk.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Executions, Queues } from '../ports/effects.ts';
import type { Journey, JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import { type Stop, stopContact } from '../tracking/stop-contact.ts';
import { effectWorkOf, handOn, moveEnrollment, outboxOf, startWaitOf } from './move-enrollment.ts';
import { publishedSequences, type ReadSequence } from './published-sequence.ts';
import { releaseEnrollment } from './resume-enrollments.ts';
import { readTimetable, type TimeDeps } from './send-times.ts';
import { type FactDeps, readStepFacts } from './step-facts.ts';

export interface Deps extends FactDeps, TimeDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getVersion'>;
  /** May be up to a second old: enough for a campaign that runs on. */
  readonly recentCampaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  readonly queues: Pick<Queues, 'outbox' | 'effects'>;
  readonly executions: Executions;
  readonly clock: Clock;
}

/** A row changed between the read and the commit: Step Functions tries the step again. */
export class ConcurrentChange extends Error {
  override readonly name = 'ConcurrentChange';
}

/** Step Functions may wake a little early, as timestamps are whole seconds there. */
const earlyMs = 2_000;

const done = (input: StepInput): StepOutcome => ({ ...input, next: 'done' });

interface Waking {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly input: StepInput;
  readonly campaign: Campaign;
  readonly journey: Journey;
  /** As it is now; `before` is how it was read. */
  readonly enrollment: Enrollment;
  readonly before: Enrollment;
  readonly now: string;
}

/** Parks the enrollment of a paused campaign. If the campaign was resumed in between, nobody else would wake it: do it here. */
async function park({ deps, scope, input, campaign, enrollment, now }: Waking): Promise<StepOutcome> {
  const row = parked(enrollment, 'campaign_paused', now);
  if (!(await deps.journeys.commit(scope, { enrollments: [{ row, seenRev: enrollment.rev }] })))
    throw new ConcurrentChange();
  const current = await deps.campaigns.get(scope, campaign.id);
  if (current?.status === 'active') await releaseEnrollment(deps, scope, current, row);
  return done(input);
}

/** Ends the enrollment of an archived campaign, or of a contact who was deleted while it was being enrolled. */
async function end({ deps, scope, input, campaign }: Waking, reason: Stop['reason']): Promise<StepOutcome> {
  await stopContact(deps)(scope, { contactId: input.contactId, reason, campaignId: campaign.id });
  return done(input);
}

/**
 * Starts another execution for an enrollment whose own one ends now. Repeating it starts the same one: a call that committed and died
 * before it started finds its generation one ahead.
 */
async function waitElsewhere({ deps, scope, input, enrollment }: Waking): Promise<StepOutcome> {
  const row = { ...enrollment, generation: enrollment.generation + 1, rev: enrollment.rev + 1 };
  if (!(await deps.journeys.commit(scope, { enrollments: [{ row, seenRev: enrollment.rev }] })))
    throw new ConcurrentChange();
  await startWaitOf(deps.executions, row);
  return done(input);
}

function waitOn(waking: Waking, until: string, next: 'wait' | 'wait_last'): Promise<StepOutcome> | StepOutcome {
  const { input } = waking;
  const elsewhere = input.last || outlivesExecution(input.startedAt, until);
  return elsewhere ? waitElsewhere(waking) : { ...input, waitUntil: until, next };
}

/** Waits for the event of the step the contact stands on, until its time-out. */
function awaitOn(waking: Waking, until: string): Promise<StepOutcome> | StepOutcome {
  const { input, now } = waking;
  if (input.last || outlivesExecution(input.startedAt, until)) return waitElsewhere(waking);
  const timeoutSeconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(now)) / 1000));
  return { ...input, waitUntil: until, next: 'await_event', timeoutSeconds };
}

const stillAwaits = ({ pending }: Enrollment): boolean => pending?.for === 'event' && pending.eventId === null;
const eventCame = ({ pending }: Enrollment): boolean => pending?.for === 'event' && pending.eventId !== null;

async function move(waking: Waking, readSequence: ReadSequence): Promise<StepOutcome> {
  const { deps, scope, campaign, journey, enrollment, now } = waking;
  if (!journey.contact) return end(waking, 'contact_deleted');
  const mine = journey.messages.filter(
    (message) => message.campaignId === campaign.id && message.entry === enrollment.entry,
  );
  const sequence = await readSequence(scope, campaign.id, enrollment.version);
  const timetable = await readTimetable(deps, scope, {
    campaign,
    sequence,
    contact: journey.contact,
    messages: journey.messages,
    now,
  });
  const decision = await moveEnrollment(deps, scope, {
    campaign,
    sequence,
    enrollment,
    seenRev: enrollment.rev,
    contact: journey.contact,
    messages: mine,
    ...(await readStepFacts(deps, scope, sequence, enrollment, journey.messages)),
    rivalry: {
      others: journey.enrollments.filter((row) => row.campaignId !== campaign.id),
      displaced: [],
      gateRev: journey.gateRev,
      sharesBudget: timetable.sharesBudget,
    },
    ...(timetable.planSendTime ? { planSendTime: timetable.planSendTime } : {}),
    now,
  });
  if (!decision) throw new ConcurrentChange();
  await deps.queues.outbox(outboxOf(decision.messages));
  await handOn(deps, decision);
  return waitFor({ ...waking, enrollment: decision.enrollment }, sequence, decision.next, timetable.mailsMayWait);
}

/** How the execution goes on after a move. */
function waitFor(
  moved: Waking,
  sequence: Sequence,
  next: Next,
  mailsMayWait: boolean,
): Promise<StepOutcome> | StepOutcome {
  if (next.do === 'done') return done(moved.input);
  if (fillsExecution(sequence, moved.before, moved.enrollment, mailsMayWait)) return waitElsewhere(moved);
  if (next.do === 'await') return awaitOn(moved, next.until);
  const again = waitsFrom(sequence, moved.enrollment.cursor, mailsMayWait);
  return waitOn(moved, next.until, again ? 'wait' : 'wait_last');
}

/** A wake of an older generation ends its execution. It may have had to start the next and died before it did; starting is idempotent. */
async function endReplaced(deps: Deps, input: StepInput, enrollment: Enrollment | undefined): Promise<StepOutcome> {
  if (enrollment?.generation === input.generation + 1) await startWaitOf(deps.executions, enrollment);
  return done(input);
}

/** What a first attempt may have left undone after its commit. */
async function repeatSends({ queues }: Deps, { messages, effects }: Journey, { id }: Campaign): Promise<void> {
  await queues.outbox(outboxOf(messages.filter((message) => message.campaignId === id && !message.held)));
  await queues.effects(effectWorkOf(effects.filter((effect) => effect.campaignId === id)));
}

/** An active campaign may be a second old; before anything is parked or ended for another state, it is read anew. */
async function readCampaign(
  { campaigns, recentCampaigns }: Deps,
  scope: TenantScope,
  id: string,
): Promise<Campaign | undefined> {
  const recent = await recentCampaigns.get(scope, id);
  return recent?.status === 'active' || recent?.status === 'completed' ? recent : campaigns.get(scope, id);
}

/**
 * One wake of a waiting contact: reads everything anew, decides, commits, hands the mails on, and says how long to wait next. A wake of
 * an older generation, of a stopped enrollment or of an archived campaign ends the execution. A repeated call finds its decision stored.
 * @throws ConcurrentChange when a row changed meanwhile.
 */
export function runStep(deps: Deps): (input: StepInput) => Promise<StepOutcome> {
  const readSequence = publishedSequences(deps.campaigns);
  return async (input) => {
    const scope = { tenantId: input.tenantId, principal: 'system' };
    const [campaign, journey] = await Promise.all([
      readCampaign(deps, scope, input.campaignId),
      deps.journeys.load(scope, input.contactId),
    ]);
    const enrollment = journey.enrollments.find(
      (row) => row.campaignId === input.campaignId && row.entry === input.entry,
    );
    if (!campaign || enrollment?.generation !== input.generation) return endReplaced(deps, input, enrollment);
    await repeatSends(deps, journey, campaign);
    if (!isOpen(enrollment) || enrollment.status === 'held') return done(input);
    const now = deps.clock.now();
    const waking: Waking = { deps, scope, input, campaign, journey, enrollment, before: enrollment, now };
    if (campaign.status === 'archived') return end(waking, 'campaign_archived');
    if (campaign.status === 'paused') return park(waking);
    const due =
      enrollment.dueAt &&
      dueAfterPauses(enrollment.waitingSince ?? enrollment.enrolledAt, enrollment.dueAt, campaign.pauses);
    if (due && Date.parse(due) > Date.parse(waking.now) + earlyMs && !eventCame(enrollment))
      return stillAwaits(enrollment) ? awaitOn(waking, due) : waitOn(waking, due, 'wait');
    return move(waking, readSequence);
  };
}
