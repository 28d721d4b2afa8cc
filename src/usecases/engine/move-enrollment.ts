import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import type { Sequence } from '../../contracts/step.ts';
import type { OutboxWork } from '../../contracts/work.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import { wentStale } from '../../domain/schedule/pause-shift.ts';
import { advance, type Decision } from '../../domain/sequence/advance.ts';
import type { Executions } from '../ports/effects.ts';
import type { Count, JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

export interface MoveDeps {
  readonly journeys: Pick<JourneyStore, 'commit'>;
}

export interface MoveInput {
  readonly campaign: Campaign;
  readonly sequence: Sequence;
  readonly enrollment: Enrollment;
  readonly seenRev: number | null;
  readonly contact: Contact;
  readonly messages: readonly Message[];
  readonly now: string;
}

const skippedCount = (campaign: Campaign, message: Message, now: string): Count => ({
  campaignId: campaign.id,
  shards: campaign.shards,
  day: dayOf(now, campaign.timezone),
  stepId: message.stepId,
  counters: { emailsSkipped: 1 },
});

const planned = (messages: readonly Message[]): readonly Message[] =>
  messages.filter((message) => message.status === 'planned');

export const outboxWorkOf = (messages: readonly Message[]): readonly OutboxWork[] =>
  messages.map(({ tenantId, campaignId, contactId, sendId }) => ({ tenantId, campaignId, contactId, sendId }));

/** Mails of the enrollment that no claim has taken yet: their queue message may never have been sent. */
export const outboxOf = (messages: readonly Message[]): readonly OutboxWork[] => outboxWorkOf(planned(messages));

/** Decides the next stretch of an enrollment and commits it in one transaction; undefined when a row changed meanwhile. */
export async function moveEnrollment(
  deps: MoveDeps,
  scope: TenantScope,
  input: MoveInput,
): Promise<Decision | undefined> {
  const { campaign, enrollment, contact, now } = input;
  const decision = advance({
    enrollment,
    contact,
    messages: input.messages,
    sequence: input.sequence,
    fallbackZone: campaign.timezone,
    endDate: campaign.endDate,
    now,
    stale: enrollment.dueAt !== null && wentStale(enrollment.dueAt, campaign.pauses),
  });
  const changed = decision.contact !== contact;
  const committed = await deps.journeys.commit(scope, {
    enrollments: [{ row: decision.enrollment, seenRev: input.seenRev }],
    newMessages: decision.messages,
    contact: changed
      ? { row: { ...decision.contact, rev: contact.rev + 1, updatedAt: now }, seenRev: contact.rev }
      : undefined,
    counts: decision.messages
      .filter((message) => message.status === 'skipped')
      .map((message) => skippedCount(campaign, message, now)),
  });
  return committed ? decision : undefined;
}

/** Starts the execution that carries the enrollment's wait, if it waits; safe to repeat. */
export async function startWaitOf(executions: Executions, enrollment: Enrollment): Promise<void> {
  if (enrollment.status !== 'active' || !enrollment.dueAt) return;
  const { tenantId, campaignId, contactId, entry, generation, dueAt } = enrollment;
  await executions.start({ tenantId, campaignId, contactId, entry, generation, waitUntil: dueAt });
}
