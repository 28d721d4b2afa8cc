import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Effect } from '../../contracts/effect.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import type { Sequence } from '../../contracts/step.ts';
import type { EffectWork, OutboxWork } from '../../contracts/work.ts';
import { cellField } from '../../domain/analytics/cell.ts';
import { nextInLine } from '../../domain/audience/priority.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import { wentStale } from '../../domain/schedule/pause-shift.ts';
import { advance, type Decision } from '../../domain/sequence/advance.ts';
import type { PlanSendTime } from '../../domain/sequence/send-time.ts';
import { isOpen } from '../../domain/sequence/stop.ts';
import type { Executions, Queues } from '../ports/effects.ts';
import type { Count, JourneyStore, JourneyWrite } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import type { StepFacts } from './step-facts.ts';

export interface MoveDeps {
  readonly journeys: Pick<JourneyStore, 'commit'>;
}

/** A move of one enrollment; what the rules of its sequence ask about is read before. */
export interface MoveInput extends StepFacts {
  readonly campaign: Campaign;
  readonly sequence: Sequence;
  readonly enrollment: Enrollment;
  readonly seenRev: number | null;
  readonly contact: Contact;
  readonly messages: readonly Message[];
  readonly planSendTime?: PlanSendTime;
  readonly rivalry?: Rivalry;
  readonly now: string;
}

/** What a decision must see of the contact's other campaigns, and be seen by. */
export interface Rivalry {
  /** The contact's enrollments in other campaigns. */
  readonly others: readonly Enrollment[];
  /** Rows that this move displaces. */
  readonly displaced: readonly Enrollment[];
  readonly gateRev: number | null;
  /** Planned mails count against a budget that other campaigns share. */
  readonly sharesBudget: boolean;
  /** The contact must not leave its segment meanwhile. */
  readonly gated?: boolean;
}

export interface Moved extends Decision {
  /** The enrollment that goes on because this one has ended. */
  readonly released: Enrollment | undefined;
}

const skippedCount = (campaign: Campaign, message: Message, now: string): Count => ({
  campaignId: campaign.id,
  shards: campaign.shards,
  day: dayOf(now, campaign.timezone),
  stepId: message.stepId,
  ...cellField(message),
  counters: { emailsSkipped: 1 },
});

const planned = (messages: readonly Message[]): readonly Message[] =>
  messages.filter((message) => message.status === 'planned');

export const outboxWorkOf = (messages: readonly Message[]): readonly OutboxWork[] =>
  messages.map(({ tenantId, campaignId, contactId, sendId, copy }) => ({
    ...{ tenantId, campaignId, contactId, sendId },
    ...(copy > 0 ? { copy } : {}),
  }));

/** Mails of the enrollment that no claim has taken yet: their queue message may never have been sent. */
export const outboxOf = (messages: readonly Message[]): readonly OutboxWork[] => outboxWorkOf(planned(messages));

export const effectWorkOf = (effects: readonly Effect[]): readonly EffectWork[] =>
  effects
    .filter(({ status }) => status === 'pending')
    .map(({ tenantId, contactId, id }) => ({ tenantId, contactId, effectId: id }));

/** Static lists that the contact joined and left in this move. */
function listChanges(before: Contact, after: Contact): NonNullable<JourneyWrite['lists']> {
  const missing = (from: Contact, to: Contact) => from.segments.filter((id) => !to.segments.includes(id));
  return [
    ...missing(after, before).map((segmentId) => ({ segmentId, contactId: after.id, change: 'join' as const })),
    ...missing(before, after).map((segmentId) => ({ segmentId, contactId: after.id, change: 'leave' as const })),
  ];
}

interface Consequences {
  readonly changed: readonly { readonly row: Enrollment; readonly seenRev: number }[];
  readonly released: Enrollment | undefined;
  readonly gate: JourneyWrite['gate'];
}

/**
 * What the move does to the contact's other enrollments, and the gate it must pass to do so. One that enters and ends at once displaces
 * nobody.
 */
function amongRivals({ rivalry, enrollment, now }: MoveInput, { enrollment: after, messages }: Decision): Consequences {
  if (!rivalry) return { changed: [], released: undefined, gate: undefined };
  const takesPart = enrollment.priority !== null;
  const ended = takesPart && !isOpen(after);
  const released = ended ? nextInLine(rivalry.others, now) : undefined;
  const changed = ended ? (released ? [released] : []) : rivalry.displaced;
  const plans = rivalry.sharesBudget && messages.some(({ status }) => status === 'planned');
  const contends = takesPart && (ended || enrollment.rev === 0);
  const gate =
    plans || contends || rivalry.gated ? { contactId: enrollment.contactId, seenRev: rivalry.gateRev } : undefined;
  return { changed: changed.map((row) => ({ row, seenRev: row.rev - 1 })), released, gate };
}

const contactChange = (before: Contact, after: Contact, now: string): JourneyWrite['contact'] =>
  before === after ? undefined : { row: { ...after, rev: before.rev + 1, updatedAt: now }, seenRev: before.rev };

/** What the next stretch of an enrollment is. */
export function decide(input: MoveInput): Decision {
  const { campaign, enrollment, contact, now } = input;
  return advance({
    enrollment,
    contact,
    messages: input.messages,
    sequence: input.sequence,
    fallbackZone: campaign.timezone,
    endDate: campaign.endDate,
    now,
    stale: enrollment.dueAt !== null && wentStale(enrollment.dueAt, campaign.pauses),
    events: input.events ?? [],
    trigger: input.trigger ?? null,
    ...(input.lists ? { lists: input.lists } : {}),
    ...(input.experiments ? { experiments: input.experiments } : {}),
    ...(input.testedBefore ? { testedBefore: input.testedBefore } : {}),
    ...(input.planSendTime ? { planSendTime: input.planSendTime } : {}),
  });
}

/** Decides the next stretch of an enrollment and commits it in one transaction; undefined when a row changed meanwhile. */
export async function moveEnrollment(deps: MoveDeps, scope: TenantScope, input: MoveInput): Promise<Moved | undefined> {
  const { campaign, contact, now } = input;
  const decision = decide(input);
  const { released, changed, gate } = amongRivals(input, decision);
  const committed = await deps.journeys.commit(scope, {
    enrollments: [{ row: decision.enrollment, seenRev: input.seenRev }, ...changed],
    newMessages: decision.messages,
    newEffects: decision.effects,
    lists: listChanges(contact, decision.contact),
    contact: contactChange(contact, decision.contact, now),
    gate,
    counts: decision.messages
      .filter((message) => message.status === 'skipped')
      .map((message) => skippedCount(campaign, message, now)),
  });
  return committed ? { ...decision, released } : undefined;
}

/** Hands on what a move has decided beside its mails and its own wait. Safe to repeat. */
export async function handOn(
  deps: { readonly executions: Executions; readonly queues: Pick<Queues, 'effects'> },
  moved: Moved,
): Promise<void> {
  await deps.queues.effects(effectWorkOf(moved.effects));
  if (moved.released) await startWaitOf(deps.executions, moved.released);
}

/**
 * Starts the execution that carries the enrollment's wait, if it waits; safe to repeat. One that waits for an event wakes at once: only the
 * execution itself can wait for it.
 */
export async function startWaitOf(executions: Executions, enrollment: Enrollment): Promise<void> {
  if (enrollment.status !== 'active' || !enrollment.dueAt) return;
  const { tenantId, campaignId, contactId, entry, generation, dueAt, pending, waitingSince } = enrollment;
  const waitUntil = pending?.for === 'event' ? (waitingSince ?? dueAt) : dueAt;
  await executions.start({ tenantId, campaignId, contactId, entry, generation, waitUntil });
}
