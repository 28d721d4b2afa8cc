import type { Enrollment } from '../../contracts/enrollment.ts';
import type { ContactEvent } from '../../contracts/event.ts';
import type { WaitForEventStep } from '../../contracts/step.ts';
import { eventTest } from '../../domain/rules/past-event.ts';
import { isOpen } from '../../domain/sequence/stop.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import type { Clock, Wakes } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

export interface WakeDeps {
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  readonly readSequence: ReadSequence;
  readonly wakes: Wakes;
  readonly clock: Clock;
}

const attempts = 8;

async function waitsFor(deps: WakeDeps, scope: TenantScope, row: Enrollment, event: ContactEvent): Promise<boolean> {
  if (!isOpen(row) || row.pending?.for !== 'event') return false;
  if (row.pending.eventId !== null) return row.pending.eventId === event.id;
  if (row.waitingSince && event.at < row.waitingSince) return false;
  const sequence = await deps.readSequence(scope, row.campaignId, row.version);
  const step = sequence.steps.find(
    (one): one is WaitForEventStep => one.kind === 'wait_for_event' && one.id === row.cursor,
  );
  if (step?.event !== event.name) return false;
  return eventTest({ name: event.name, ...(step.where ? { where: step.where } : {}) })(event, deps.clock.now());
}

/** Notes that the event came. True when it stands on the row; false when the row changed meanwhile. */
async function note(
  { journeys }: WakeDeps,
  scope: TenantScope,
  row: Enrollment,
  event: ContactEvent,
): Promise<boolean> {
  if (row.pending?.for !== 'event') return true;
  if (row.pending.eventId === event.id) return true;
  const woken = { ...row, pending: { ...row.pending, eventId: event.id }, rev: row.rev + 1 };
  return journeys.commit(scope, { enrollments: [{ row: woken, seenRev: row.rev }] });
}

/** Ends the waits of a contact's enrollments that this event fulfils, and wakes their executions. */
export async function wakeWaiting(deps: WakeDeps, scope: TenantScope, event: ContactEvent): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { enrollments } = await deps.journeys.load(scope, event.contactId);
    let missed = false;
    for (const row of enrollments) {
      if (!(await waitsFor(deps, scope, row, event))) continue;
      if (!(await note(deps, scope, row, event))) missed = true;
      else if (row.pending?.for === 'event' && row.pending.token) await deps.wakes.wake(row.pending.token);
    }
    if (!missed) return;
  }
  throw new Error(`The enrollments of ${event.contactId} changed too often to be woken`);
}
