import type { AwaitInput } from '../../contracts/work.ts';
import { isOpen } from '../../domain/sequence/stop.ts';
import type { Wakes } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import { ConcurrentChange } from './run-step.ts';

export interface Deps {
  readonly journeys: Pick<JourneyStore, 'getEnrollment' | 'commit'>;
  readonly wakes: Wakes;
}

/**
 * Leaves the token of an execution on the enrollment that waits, so that the event can wake it. Wakes it at once where the event came
 * meanwhile, or where nothing waits any more.
 * @throws ConcurrentChange when the row changed meanwhile: Step Functions tries again.
 */
export const awaitEvent =
  ({ journeys, wakes }: Deps) =>
  async ({ token, ...input }: AwaitInput): Promise<void> => {
    const scope = { tenantId: input.tenantId, principal: 'system' };
    const enrollment = await journeys.getEnrollment(scope, input.campaignId, input.contactId, input.entry);
    const pending = enrollment?.pending;
    const waits = enrollment?.generation === input.generation && isOpen(enrollment) && enrollment.status !== 'held';
    if (!waits || pending?.for !== 'event' || pending.eventId !== null) return wakes.wake(token);
    const row = { ...enrollment, pending: { ...pending, token }, rev: enrollment.rev + 1 };
    if (!(await journeys.commit(scope, { enrollments: [{ row, seenRev: enrollment.rev }] })))
      throw new ConcurrentChange();
  };
