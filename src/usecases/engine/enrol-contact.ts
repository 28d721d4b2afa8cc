import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Sequence } from '../../contracts/step.ts';
import type { OutboxWork } from '../../contracts/work.ts';
import { contend } from '../../domain/audience/priority.ts';
import { shardOf } from '../../domain/ids.ts';
import { zoneOf } from '../../domain/schedule/contact-zone.ts';
import { localSendInstants } from '../../domain/schedule/local-send-instants.ts';
import { beginningAt, newEnrollment } from '../../domain/sequence/enroll.ts';
import { chooseEntry, type Entrance } from '../../domain/sequence/entrance.ts';
import { isOpen, parked } from '../../domain/sequence/stop.ts';
import type { Clock, Executions, Queues } from '../ports/effects.ts';
import type { HoldoutStore } from '../ports/holdout-store.ts';
import type { Journey, JourneyStore, JourneyWrite } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import { missingMails, type TogetherDeps } from './enrol-together.ts';
import { holdOut, isKeptOut, noteEntered } from './hold-out.ts';
import { effectWorkOf, handOn, moveEnrollment, outboxOf, startWaitOf } from './move-enrollment.ts';
import { readTimetable } from './send-times.ts';
import { type FactDeps, readStepFacts } from './step-facts.ts';

export interface EnrolDeps extends FactDeps, TogetherDeps {
  readonly journeys: Pick<JourneyStore, 'load' | 'begin' | 'planMessages' | 'commit'>;
  readonly holdouts: Pick<HoldoutStore, 'keep'>;
  readonly queues: Pick<Queues, 'effects'>;
  readonly executions: Executions;
  readonly clock: Clock;
}

export interface Enrolling {
  readonly deps: EnrolDeps;
  readonly scope: TenantScope;
  readonly campaign: Campaign;
  readonly sequence: Sequence;
}

export type Enrolled =
  /** `mails` are still to be handed to the sender. */
  | { readonly enrolled: true; readonly row: Enrollment; readonly mails: readonly OutboxWork[] }
  | { readonly enrolled: false; readonly why: NotEnrolled };

export type NotEnrolled =
  | 'no_contact'
  | 'already_in'
  | 'was_in'
  | 'too_soon'
  | 'in_other_campaign'
  | 'not_in_segment'
  | 'holdout';

/** Repeats what a first attempt may have left undone after it wrote the enrollment. */
async function repeatEffects(enrolling: Enrolling, journey: Journey, row: Enrollment): Promise<Enrolled> {
  const { deps, campaign } = enrolling;
  const mine = <T extends { campaignId: string; entry: number }>(rows: readonly T[]): readonly T[] =>
    rows.filter(({ campaignId, entry }) => campaignId === campaign.id && entry === row.entry);
  const known = mine(journey.messages);
  const missing = journey.contact ? await missingMails(enrolling, journey.contact, row, known) : [];
  await deps.journeys.planMessages(missing);
  await startWaitOf(deps.executions, row);
  await deps.queues.effects(effectWorkOf(mine(journey.effects)));
  return { enrolled: true, row, mails: outboxOf([...known, ...missing]) };
}

const markOf = ({ holdouts }: Journey, { id }: Campaign) => holdouts.find(({ campaignId }) => campaignId === id);

/** The enrollment, waiting for the local time at which its contact begins; as it is where there is none to wait for. */
function untilBegin(
  { campaign }: Enrolling,
  fresh: Enrollment,
  contact: Contact,
  { atLocalTime }: Entrance,
  now: string,
) {
  if (!atLocalTime || campaign.startLocal === null) return fresh;
  const { zone } = zoneOf(contact, campaign.timezone);
  const [begin] = localSendInstants(campaign.startLocal, [zone], now);
  return begin && begin.at > now ? beginningAt(fresh, begin, now) : fresh;
}

/**
 * Lets a contact in whose first step does not run now: in a paused campaign it begins when that is resumed, held for a higher priority
 * when that has ended, and else at its local time.
 */
async function enterWaiting(
  { deps, scope }: Enrolling,
  row: Enrollment,
  displaced: readonly Enrollment[],
  gate: JourneyWrite['gate'],
): Promise<Enrolled> {
  const committed = await deps.journeys.commit(scope, {
    enrollments: [{ row, seenRev: null }, ...displaced.map((other) => ({ row: other, seenRev: other.rev - 1 }))],
    gate,
  });
  if (!committed) throw new Error(`Contact ${row.contactId} changed while it was enrolled`);
  await startWaitOf(deps.executions, row);
  return { enrolled: true, row, mails: [] };
}

/** Campaigns that do not ask for it neither hold others nor are held. */
const priorityOf = ({ exclusions, priority }: Campaign): number | null =>
  exclusions.inOtherCampaign === 'pause_lower_priority' ? priority : null;

async function enter(enrolling: Enrolling, contactId: string, entrance: Entrance): Promise<Enrolled> {
  const { deps, scope, campaign, sequence } = enrolling;
  const journey = await deps.journeys.load(scope, contactId);
  if (!journey.contact) return { enrolled: false, why: 'no_contact' };
  const now = deps.clock.now();
  const mine = journey.enrollments.filter((row) => row.campaignId === campaign.id);
  const chosen = chooseEntry(mine, entrance, now);
  if (chosen.choice === 'refuse') return { enrolled: false, why: chosen.why };
  if (chosen.choice === 'repeat') return repeatEffects(enrolling, journey, chosen.enrollment);

  const others = journey.enrollments.filter((row) => row.campaignId !== campaign.id);
  if (campaign.exclusions.inOtherCampaign === 'exclude' && others.some(isOpen))
    return { enrolled: false, why: 'in_other_campaign' };
  const { memberOf } = entrance;
  if (memberOf && !journey.contact.segments.includes(memberOf)) return { enrolled: false, why: 'not_in_segment' };
  if (isKeptOut(campaign, contactId))
    return {
      enrolled: false,
      why: await holdOut(deps, scope, campaign, contactId, { entrance, mark: markOf(journey, campaign), now }),
    };

  const key = { tenantId: scope.tenantId, campaignId: campaign.id, contactId, entry: chosen.entry };
  const shard = shardOf(contactId, campaign.shards);
  const entered = { ...newEnrollment(key, sequence, campaign.version, shard, now, entrance), generation: 1 };
  const begins = untilBegin(enrolling, { ...entered, priority: priorityOf(campaign) }, journey.contact, entrance, now);
  const { enrollment: fresh, displaced } = contend(begins, others, now);
  const gateRev = journey.gateRev;
  const waits = campaign.status === 'paused' ? parked(fresh, 'campaign_paused', now) : fresh;
  const gated = memberOf !== undefined;
  if (waits.status === 'held' || waits.dueAt !== null)
    return enterWaiting(
      enrolling,
      waits,
      displaced,
      waits.priority !== null || gated ? { contactId, seenRev: gateRev } : undefined,
    );
  const subject = { campaign, sequence, contact: journey.contact, messages: journey.messages, now };
  const timetable = await readTimetable(deps, scope, subject);
  const decision = await moveEnrollment(deps, scope, {
    campaign,
    sequence,
    enrollment: fresh,
    seenRev: null,
    contact: journey.contact,
    messages: [],
    ...(await readStepFacts(deps, scope, sequence, fresh, journey.messages)),
    rivalry: { others, displaced, gateRev, sharesBudget: timetable.sharesBudget, gated },
    ...(timetable.planSendTime ? { planSendTime: timetable.planSendTime } : {}),
    now,
  });
  if (!decision) throw new Error(`Contact ${contactId} changed while it was enrolled`);
  await startWaitOf(deps.executions, decision.enrollment);
  await handOn(deps, decision);
  return { enrolled: true, row: decision.enrollment, mails: outboxOf(decision.messages) };
}

/**
 * Lets one contact into a campaign and takes it to its first wait, unless it is held out. Repeating an entrance changes nothing.
 * @throws Error when the contact changed meanwhile; whoever called tries again.
 */
export async function enrolContact(enrolling: Enrolling, contactId: string, entrance: Entrance): Promise<Enrolled> {
  const enrolled = await enter(enrolling, contactId, entrance);
  if (enrolled.enrolled) await noteEntered(enrolling.deps, enrolling.scope, enrolling.campaign, enrolled.row);
  return enrolled;
}
