import type { Enrollment } from '../../contracts/enrollment.ts';
import type { CountedJourney } from '../../domain/report/journey.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';

export interface JourneyDeps {
  readonly journeys: Pick<JourneyStore, 'messagesOf'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
}

const atOnce = 20;

/** Enrollments of one campaign with their mails and contacts. */
export async function readJourneys(
  { journeys, contacts }: JourneyDeps,
  scope: TenantScope,
  enrollments: readonly Enrollment[],
): Promise<readonly CountedJourney[]> {
  const ids = [...new Set(enrollments.map(({ contactId }) => contactId))];
  const byId = new Map((await contacts.getMany(scope, ids)).map((contact) => [contact.id, contact]));
  return inParallel(enrollments, atOnce, async (enrollment) => {
    const all = await journeys.messagesOf(scope, enrollment.contactId);
    const messages = all.filter(
      ({ campaignId, entry }) => campaignId === enrollment.campaignId && entry === enrollment.entry,
    );
    return { enrollment, messages, contact: byId.get(enrollment.contactId) };
  });
}
