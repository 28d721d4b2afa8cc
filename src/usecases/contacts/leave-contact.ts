import type { Contact } from '../../contracts/contact.ts';
import { ok } from '../../domain/result.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type Deps as StopDeps, stopContact } from '../tracking/stop-contact.ts';

export interface Deps extends StopDeps {
  readonly contacts: Pick<ContactStore, 'get' | 'remove'>;
}

/** Ends all mail to a contact on its own wish, told to us by somebody else than the contact. */
export const unsubscribeContact =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<Contact> => {
    if (!(await deps.contacts.get(scope, id))) return notFound('contact');
    const unsubscribe = { source: scope.principal, sendId: null };
    await stopContact(deps)(scope, { contactId: id, reason: 'unsubscribed', suppress: 'unsubscribed', unsubscribe });
    const contact = await deps.contacts.get(scope, id);
    return contact ? ok(contact) : notFound('contact');
  };

/** Stops everything planned for a contact, then removes it, its address and its memberships. */
export const deleteContact =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    const contact = await deps.contacts.get(scope, id);
    if (!contact) return notFound('contact');
    await stopContact(deps)(scope, { contactId: id, reason: 'contact_deleted' });
    await deps.contacts.remove(scope, contact);
    return ok(undefined);
  };
