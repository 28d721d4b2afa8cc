import type { Enrollment, HoldReason, StopReason } from '../../contracts/enrollment.ts';

const open = new Set(['enrolled', 'active', 'held']);

/** True while an enrollment may still run. */
export const isOpen = (enrollment: Enrollment): boolean => open.has(enrollment.status);

/** An enrollment after a stop: exited at once, with its reason (architecture §5.5). */
export const stopped = (enrollment: Enrollment, reason: StopReason, now: string): Enrollment => ({
  ...enrollment,
  status: 'exited',
  held: [],
  exitReason: reason,
  exitedAt: now,
  cursor: null,
  dueAt: null,
  waitingSince: null,
  pending: null,
  rev: enrollment.rev + 1,
  log: [
    ...enrollment.log,
    {
      at: now,
      stepId: enrollment.currentStepId,
      what: 'exited',
      detail: stopSentences[reason],
      sendId: null,
      until: null,
    },
  ],
});

const stopSentences: { readonly [R in StopReason]: string } = {
  unsubscribed: 'The contact unsubscribed.',
  bounced: 'A mail bounced for good.',
  complained: 'The contact reported a mail as spam.',
  replied: 'The contact replied.',
  contact_deleted: 'The contact was deleted.',
  campaign_archived: 'The campaign was archived.',
  campaign_ended: 'The campaign ended.',
  segment_left: 'The contact left the segment of the campaign.',
  category_opt_out: 'The contact declined mails of this category.',
  suppressed: 'The address was put on the suppression list.',
};

/** An enrollment parked for a reason; its due time stays, so that a resume can tell what is left of the wait. */
export const parked = (enrollment: Enrollment, reason: HoldReason, now: string): Enrollment => ({
  ...enrollment,
  status: 'held',
  held: [...new Set([...enrollment.held, reason])],
  rev: enrollment.rev + 1,
  log: [
    ...enrollment.log,
    { at: now, stepId: enrollment.currentStepId, what: 'held', detail: `Held: ${reason}.`, sendId: null, until: null },
  ],
});

/**
 * An enrollment without one of its hold reasons: active again once none is left, in the next generation of executions. The rest of its
 * wait begins now, so pauses of before cannot shift it again.
 */
export function released(enrollment: Enrollment, reason: HoldReason, dueAt: string, now: string): Enrollment {
  const held = enrollment.held.filter((other) => other !== reason);
  return {
    ...enrollment,
    held,
    status: held.length === 0 ? 'active' : 'held',
    dueAt,
    waitingSince: now,
    generation: enrollment.generation + 1,
    rev: enrollment.rev + 1,
    log: [
      ...enrollment.log,
      {
        at: now,
        stepId: enrollment.currentStepId,
        what: 'resumed',
        detail: `No longer held: ${reason}.`,
        sendId: null,
        until: dueAt,
      },
    ],
  };
}
