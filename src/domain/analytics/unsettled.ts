import type { Message } from '../../contracts/message.ts';
import type { TrackingEvent } from './tracking-event.ts';

/** How long the queue and the events of SES may take before the nightly count steps in for them. */
const overdueMs = 60 * 60_000;

const before = (instant: string | null, now: string): boolean =>
  instant !== null && Date.parse(instant) + overdueMs < Date.parse(now);

/** A mail that should long have been settled: its queue message was lost, or lies in the dead-letter queue. */
export const isStranded = (message: Message, now: string): boolean =>
  !message.held &&
  ((message.status === 'planned' && before(message.plannedAt, now)) ||
    (message.status === 'claimed' && before(message.leaseUntil, now)));

/**
 * The Send event of a mail that SES took, as the sender's mark says, and of which no event ever came; undefined for any other mail.
 * Recording it counts the mail as sent.
 */
export function missingSendEvent(message: Message, now: string): TrackingEvent | undefined {
  if (message.status !== 'sent' || message.flags.sent || !message.sentAt || !before(message.sentAt, now))
    return undefined;
  const { tenantId, contactId, sendId, sentAt, sesMessageId } = message;
  return {
    ref: { tenantId, contactId, sendId },
    id: `mark-${sendId}`,
    type: 'sent',
    at: sentAt,
    sesMessageId: sesMessageId ?? '',
  };
}
