import type { ContactEvent } from '../../contracts/event.ts';
import type { TenantScope } from '../scope.ts';

export interface EventStore {
  /**
   * Keeps an event once: false when one with this id is there already. Ids are remembered for 30 days, events for 400.
   */
  add(scope: TenantScope, event: ContactEvent): Promise<boolean>;
  get(scope: TenantScope, contactId: string, id: string): Promise<ContactEvent | undefined>;
  /** Events of a contact with this name, the newest first. */
  recent(scope: TenantScope, contactId: string, name: string, limit: number): Promise<readonly ContactEvent[]>;
}
