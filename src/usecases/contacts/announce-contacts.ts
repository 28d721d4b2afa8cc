import type { Contact } from '../../contracts/contact.ts';
import { creationNotice } from '../../domain/webhooks/contact-notices.ts';
import { inParallel } from '../in-parallel.ts';
import type { Queues } from '../ports/effects.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { TriggerStore } from '../ports/trigger-store.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';

export interface Deps {
  readonly triggers: Pick<TriggerStore, 'campaignsOf'>;
  readonly events: Pick<EventStore, 'add'>;
  readonly queues: Pick<Queues, 'events'>;
  readonly tell: Tell;
}

const name = 'contact.created';
const atOnce = 10;

export type AnnounceContacts = (scope: TenantScope, created: readonly Contact[]) => Promise<void>;

/** Tells webhooks and campaigns that ask for it of new contacts; where there are none, nothing is kept. Announcing a contact again changes nothing. */
export const announceContacts =
  ({ triggers, events, queues, tell }: Deps): AnnounceContacts =>
  async (scope, created) => {
    await tell(scope, created.map(creationNotice));
    if (created.length === 0 || (await triggers.campaignsOf(scope, name)).length === 0) return;
    const work = await inParallel(created, atOnce, async ({ id, createdAt, consent }) => {
      const eventId = `${name}:${id}`;
      const properties = { source: consent.source };
      await events.add(scope, { id: eventId, contactId: id, name, at: createdAt, properties, receivedAt: createdAt });
      return { tenantId: scope.tenantId, contactId: id, eventId };
    });
    await queues.events(work);
  };
