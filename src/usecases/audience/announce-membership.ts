import type { MembershipWork } from '../../contracts/work.ts';
import type { Queues } from '../ports/effects.ts';
import type { SegmentUses } from '../ports/refresh-store.ts';
import type { TenantScope } from '../scope.ts';

export interface AnnounceDeps {
  readonly uses: Pick<SegmentUses, 'campaignsOf'>;
  readonly queues: Pick<Queues, 'enrol'>;
}

/** Contacts in one message. */
const perMessage = 100;

/**
 * Hands contacts whose membership may have changed to the campaigns that were launched with the segment. Who launches one later reads
 * the members after this, so nobody falls between.
 */
export async function announceMembership(
  { uses, queues }: AnnounceDeps,
  scope: TenantScope,
  { contactIds, ...change }: Omit<MembershipWork, 'tenantId'>,
): Promise<void> {
  if (contactIds.length === 0 || (await uses.campaignsOf(scope, change.segmentId)).length === 0) return;
  const messages = Array.from({ length: Math.ceil(contactIds.length / perMessage) }, (_, i) => ({
    tenantId: scope.tenantId,
    ...change,
    contactIds: contactIds.slice(i * perMessage, (i + 1) * perMessage),
  }));
  await queues.enrol(messages);
}
