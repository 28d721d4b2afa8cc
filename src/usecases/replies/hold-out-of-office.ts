import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import { backAt, heldUntilBack } from '../../domain/replies/hold.ts';
import { zoneOf } from '../../domain/schedule/contact-zone.ts';
import { startWaitOf } from '../engine/move-enrollment.ts';
import type { Clock, Executions } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly journeys: Pick<JourneyStore, 'load' | 'commit'>;
  readonly executions: Executions;
  readonly clock: Clock;
}

const attempts = 8;

/** Lets the enrollment of a mail wait until its reader is back. Safe to repeat: who waits long enough already is left alone. */
export const holdOutOfOffice =
  (deps: Deps) =>
  async (scope: TenantScope, campaign: Campaign, message: Message, returnDate: string): Promise<void> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { contact, enrollments } = await deps.journeys.load(scope, message.contactId);
      const enrollment = enrollments.find((row) => row.campaignId === campaign.id && row.entry === message.entry);
      if (!contact || !enrollment) return;
      const back = backAt(returnDate, zoneOf(contact, campaign.timezone).zone);
      const row = heldUntilBack(enrollment, back, deps.clock.now());
      if (!row) return startWaitOf(deps.executions, enrollment);
      if (!(await deps.journeys.commit(scope, { enrollments: [{ row, seenRev: enrollment.rev }] }))) continue;
      return startWaitOf(deps.executions, row);
    }
    throw new Error(`Enrollment of ${message.contactId} changed too often to be held`);
  };
