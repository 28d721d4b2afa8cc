import type { Enrollment } from '../../contracts/enrollment.ts';
import { localToInstant } from '../schedule/local-time.ts';
import { isOpen } from '../sequence/stop.ts';

const longestMs = 30 * 86_400_000;

/** The beginning of the working day on which somebody is back: the windows of the campaign take it from there. */
export const backAt = (returnDate: string, zone: string): string => localToInstant(`${returnDate}T08:00`, zone);

const held = (enrollment: Enrollment, until: string, now: string): Enrollment => ({
  ...enrollment,
  rev: enrollment.rev + 1,
  log: [
    ...enrollment.log,
    {
      at: now,
      stepId: enrollment.currentStepId,
      what: 'held',
      detail: 'Held: out_of_office. The contact is away, by its own automatic answer.',
      sendId: null,
      until,
    },
  ],
});

/**
 * An enrollment that waits for the return of its contact, at most 30 days; undefined where it does so anyway, or has ended. One that
 * sleeps stays active with a later due time, in the next generation of executions, so that pauses, stops and repairs treat it like any
 * wait. One that waits for an event, or that something else holds, goes on waiting as it does, and its next mail waits for the return.
 */
export function heldUntilBack(enrollment: Enrollment, back: string, now: string): Enrollment | undefined {
  if (!isOpen(enrollment)) return undefined;
  const until = new Date(Math.min(Date.parse(back), Date.parse(now) + longestMs)).toISOString();
  if (until <= now) return undefined;
  const { status, dueAt, pending, awayUntil } = enrollment;
  const sleeps = status === 'active' && dueAt !== null && pending?.for !== 'event';
  if (sleeps)
    return until <= dueAt
      ? undefined
      : { ...held(enrollment, until, now), dueAt: until, generation: enrollment.generation + 1 };
  return awayUntil !== null && awayUntil >= until ? undefined : { ...held(enrollment, until, now), awayUntil: until };
}
