import type { Contact } from '../../contracts/contact.ts';
import { NewContact } from '../../contracts/contact.ts';
import type { ContactEvent, EventReceipt, NewEvent } from '../../contracts/event.ts';
import type { Fault } from '../../contracts/problem.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import { ok } from '../../domain/result.ts';
import { type CreateDeps, createContact } from '../contacts/save-contact.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Queues } from '../ports/effects.ts';
import type { EventStore } from '../ports/event-store.ts';
import { fault, invalid, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps extends CreateDeps {
  readonly contacts: ContactStore;
  readonly events: Pick<EventStore, 'add'>;
  readonly queues: Pick<Queues, 'events'>;
}

/** As contacts are stored; an address that cannot be one is found nowhere. */
const normal = (email: string): string => {
  const result = normalizeEmail(email);
  return result.ok ? result.value : email;
};

/** Clocks of senders run ahead a little. */
const aheadMs = 5 * 60_000;
const atOnce = 10;

type PathOf = (index: number, field: string) => string;

const timeFaults = (events: readonly NewEvent[], now: string, pathOf: PathOf): readonly Fault[] =>
  events.flatMap(({ at }, i) =>
    at && Date.parse(at) > Date.parse(now) + aheadMs
      ? [fault(pathOf(i, 'at'), 'in_the_future', `It is ${now} here. Send an event once it has happened.`)]
      : [],
  );

interface Known {
  readonly byId: ReadonlyMap<string, Contact>;
  readonly byEmail: ReadonlyMap<string, Contact>;
}

async function readContacts(deps: Deps, scope: TenantScope, events: readonly NewEvent[]): Promise<Known> {
  const ids = [...new Set(events.flatMap(({ contactId }) => contactId ?? []))];
  const emails = [...new Set(events.flatMap(({ email }) => (email ? [normal(email)] : [])))];
  const [byId, byEmail] = await Promise.all([
    deps.contacts.getMany(scope, ids),
    deps.contacts.findManyByEmail(scope, emails),
  ]);
  return {
    byId: new Map(byId.map((contact) => [contact.id, contact])),
    byEmail: new Map(byEmail.map((contact) => [contact.email, contact])),
  };
}

const contactOf = ({ byId, byEmail }: Known, event: NewEvent): Contact | undefined =>
  event.contactId ? byId.get(event.contactId) : byEmail.get(normal(event.email ?? ''));

function contactFaults(events: readonly NewEvent[], known: Known, pathOf: PathOf): readonly Fault[] {
  return events.flatMap((event, i) => {
    if (contactOf(known, event) || (event.email && event.contact)) return [];
    return event.contactId
      ? [fault(pathOf(i, 'contactId'), 'unknown_contact', 'There is no such contact.')]
      : [
          fault(
            pathOf(i, 'email'),
            'unknown_contact',
            'Nobody has this email. Send `contact` with its fields to create it.',
          ),
        ];
  });
}

/** The contact of an event; one that nobody knows yet is created with the fields the event brings. */
async function contactFor(deps: Deps, scope: TenantScope, known: Known, event: NewEvent): Promise<string> {
  const contact = contactOf(known, event);
  if (contact) return contact.id;
  const email = event.email ?? '';
  const created = await createContact(deps)(scope, NewContact.parse({ ...event.contact, email }));
  if (created.ok) return created.value.id;
  const [meanwhile] = await deps.contacts.findManyByEmail(scope, [normal(email)]);
  if (!meanwhile) throw new Error('A contact for an event could be neither created nor found');
  return meanwhile.id;
}

async function keep(deps: Deps, scope: TenantScope, known: Known, event: NewEvent): Promise<EventReceipt> {
  const now = deps.clock.now();
  const contactId = await contactFor(deps, scope, known, event);
  const id = event.id ?? deps.ids.next('event');
  const kept: ContactEvent = {
    id,
    contactId,
    name: event.name,
    at: event.at ?? now,
    properties: event.properties,
    receivedAt: now,
  };
  return { id, contactId, duplicate: !(await deps.events.add(scope, kept)) };
}

/**
 * Keeps events and hands them to the engine. One that came before is handed on again, which changes nothing: its first request may have
 * died in between. Either all events are fit to be kept or none is.
 */
export const sendEvents =
  (deps: Deps) =>
  async (
    scope: TenantScope,
    events: readonly NewEvent[],
    pathOf: PathOf,
  ): Outcome<{ events: readonly EventReceipt[] }> => {
    const known = await readContacts(deps, scope, events);
    const faults = [...timeFaults(events, deps.clock.now(), pathOf), ...contactFaults(events, known, pathOf)];
    if (faults.length > 0) return invalid('No event was kept.', faults);
    const receipts = await inParallel(events, atOnce, (event) => keep(deps, scope, known, event));
    await deps.queues.events(
      receipts.map(({ id, contactId }) => ({ tenantId: scope.tenantId, contactId, eventId: id })),
    );
    return ok({ events: receipts });
  };
