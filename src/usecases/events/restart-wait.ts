import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { ContactEvent } from '../../contracts/event.ts';
import { zoneOf } from '../../domain/schedule/contact-zone.ts';
import { addWait } from '../../domain/schedule/local-time.ts';
import { startWaitOf } from '../engine/move-enrollment.ts';
import type { Executions } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

export interface RestartDeps {
  readonly journeys: Pick<JourneyStore, 'commit'>;
  readonly executions: Executions;
}

/**
 * The trigger came again before it was decided (the cart changed): the time begins anew, with the newer event. The execution that waits
 * is replaced by one of the next generation.
 */
export async function restartWait(
  deps: RestartDeps,
  scope: TenantScope,
  campaign: Campaign,
  enrollment: Enrollment,
  event: ContactEvent,
): Promise<void> {
  const { trigger } = campaign;
  if (!trigger?.unless || enrollment.pending?.for !== 'event') return;
  if (enrollment.eventId === event.id) return startWaitOf(deps.executions, enrollment);
  if (enrollment.pending.eventId !== null || (enrollment.waitingSince ?? '') > event.at) return;
  const { zone } = zoneOf({ timezone: null, country: null }, campaign.timezone);
  const row: Enrollment = {
    ...enrollment,
    eventId: event.id,
    pending: { for: 'event', eventId: null, token: null },
    dueAt: addWait(event.at, trigger.unless.within, zone),
    waitingSince: event.at,
    generation: enrollment.generation + 1,
    rev: enrollment.rev + 1,
  };
  if (!(await deps.journeys.commit(scope, { enrollments: [{ row, seenRev: enrollment.rev }] })))
    throw new Error(`Contact ${enrollment.contactId} changed while its trigger was renewed`);
  await startWaitOf(deps.executions, row);
}
