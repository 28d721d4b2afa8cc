import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Sequence } from '../../contracts/step.ts';
import type { EnrollmentKey } from '../ids.ts';
import type { LocalSend } from '../schedule/local-send-instants.ts';
import { byLaunch, type Entrance } from './entrance.ts';
import { entryOf } from './graph.ts';

/** A contact's enrollment before its first step has run. */
export function newEnrollment(
  key: EnrollmentKey,
  sequence: Sequence,
  version: number,
  shard: number,
  now: string,
  entrance: Pick<Entrance, 'startedBy' | 'eventId'> = byLaunch,
): Enrollment {
  const entry = entryOf(sequence);
  const enrolled = {
    at: now,
    stepId: entry,
    what: 'enrolled' as const,
    detail: `Enrolled with version ${version}.`,
    sendId: null,
    until: null,
  };
  return {
    ...key,
    version,
    status: 'enrolled',
    held: [],
    cursor: entry,
    currentStepId: entry,
    dueAt: null,
    waitingSince: null,
    pending: null,
    awayUntil: null,
    priority: null,
    startedBy: entrance.startedBy,
    eventId: entrance.eventId,
    generation: 0,
    rev: 0,
    visits: {},
    previousSendId: null,
    stepsCompleted: 0,
    exitReason: null,
    shard,
    enrolledAt: now,
    completedAt: null,
    exitedAt: null,
    log: [enrolled],
  };
}

/**
 * An enrollment whose first step runs at a local time to come: it waits until then, as between two steps. It has waited for nothing
 * before, so that a pause does not move the time.
 */
export const beginningAt = (enrollment: Enrollment, { zone, at, local }: LocalSend, now: string): Enrollment => ({
  ...enrollment,
  status: 'active',
  dueAt: at,
  waitingSince: at,
  rev: enrollment.rev + 1,
  log: [
    ...enrollment.log,
    {
      at: now,
      stepId: enrollment.currentStepId,
      what: 'waiting',
      detail: `Begins at ${local.replace('T', ' ')} in ${zone}, the local time of the campaign.`,
      sendId: null,
      until: at,
    },
  ],
});
