import type { Enrollment } from '../../contracts/enrollment.ts';
import { localToInstant } from '../schedule/local-time.ts';

const longestMs = 30 * 86_400_000;

/** The beginning of the working day on which somebody is back: the windows of the campaign take it from there. */
export const backAt = (returnDate: string, zone: string): string => localToInstant(`${returnDate}T08:00`, zone);

/**
 * An enrollment whose next step waits for the return of its contact, at most 30 days; undefined where it does so anyway, or does not wait.
 * It stays active with a later due time, in the next generation of executions, so that pauses, stops and repairs treat it like any wait.
 */
export function heldUntilBack(enrollment: Enrollment, back: string, now: string): Enrollment | undefined {
  if (enrollment.status !== 'active' || !enrollment.dueAt || enrollment.pending?.for === 'event') return undefined;
  const until = new Date(Math.min(Date.parse(back), Date.parse(now) + longestMs)).toISOString();
  if (until <= enrollment.dueAt) return undefined;
  return {
    ...enrollment,
    dueAt: until,
    generation: enrollment.generation + 1,
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
  };
}
