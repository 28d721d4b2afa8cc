import { type Contact, type ContactPatch, NewContact } from '../../contracts/contact.ts';
import type { Problem } from '../../contracts/problem.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import type { ParsedContact } from '../../domain/import/cells.ts';
import { ok, type Result } from '../../domain/result.ts';
import { choiceNotices } from '../../domain/webhooks/contact-notices.ts';
import { definedOnly } from '../campaigns/update-campaign.ts';
import type { ContactStore, SuppressionList } from '../ports/contact-store.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import { changedMeanwhile, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type Deps as StopDeps, stopContact } from '../tracking/stop-contact.ts';
import type { Tell } from '../webhooks/tell.ts';
import type { AnnounceContacts } from './announce-contacts.ts';

export interface Deps {
  readonly contacts: Pick<ContactStore, 'create' | 'get' | 'save'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface CreateDeps extends Deps {
  readonly announce: AnnounceContacts;
}

export interface UpdateDeps extends Deps, StopDeps {
  readonly suppressionList: Pick<SuppressionList, 'entriesOf'>;
  readonly tell: Tell;
}

const taken = () =>
  invalid('Nothing was saved.', [
    fault('body.email', 'email_taken', 'Another contact has this address. Find it with GET /api/contacts?email=…'),
  ]);

/** Consent has consequences: planned mails must be stopped with it. */
const consentIsNoField = () =>
  invalid('Nothing was saved.', [
    fault(
      'body.consent.status',
      'not_settable',
      'Consent is not changed like a field. Use POST /api/contacts/{id}/unsubscribe.',
    ),
  ]);

/** What a contact declined itself is not overruled by a change of its fields. */
async function keptOptOuts(
  { suppressionList }: UpdateDeps,
  scope: TenantScope,
  contact: Contact,
  optOuts: readonly string[],
): Promise<readonly string[]> {
  const dropped = contact.optOuts.filter((name) => !optOuts.includes(name));
  if (dropped.length === 0) return [];
  const entries = await suppressionList.entriesOf(scope, contact.email);
  return dropped.filter((name) => entries.some(({ category, facts }) => category === name && facts.unsubscribed));
}

const declinedByContact = (names: readonly string[]) =>
  invalid('Nothing was saved.', [
    fault(
      'body.optOuts',
      'declined_by_contact',
      `The contact itself declined ${names.map((name) => `"${name}"`).join(', ')}. Use DELETE /api/suppressions/{email} with its new consent.`,
    ),
  ]);

function addressOf(email: string): Result<string, Problem> {
  const normal = normalizeEmail(email);
  return normal.ok ? normal : invalid('Nothing was saved.', [fault('body.email', 'invalid_email', normal.error)]);
}

const newContact = (id: string, input: NewContact, email: string, now: string): Contact => ({
  ...input,
  id,
  email,
  consent: { ...input.consent, at: input.consent.at ?? now },
  lastActivityAt: null,
  segments: [],
  rev: 1,
  createdAt: now,
  updatedAt: now,
});

/** What a row of a file makes of an unknown address; without a consent of its own it is subscribed. */
export function contactOfRow(id: string, row: ParsedContact, consentSource: string, now: string): Contact {
  const { consentStatus: status = 'subscribed', ...fields } = row;
  const consent = { status, source: consentSource, at: null, tracking: true };
  return newContact(id, NewContact.parse({ ...fields, consent }), row.email, now);
}

export const createContact =
  ({ contacts, announce, clock, ids }: CreateDeps) =>
  async (scope: TenantScope, input: NewContact): Outcome<Contact> => {
    const email = addressOf(input.email);
    if (!email.ok) return email;
    const contact = newContact(ids.next('contact'), input, email.value, clock.now());
    if (!(await contacts.create(scope, contact))) return taken();
    await announce(scope, [contact]);
    return ok(contact);
  };

export const updateContact =
  (deps: UpdateDeps) =>
  async (scope: TenantScope, id: string, patch: ContactPatch): Outcome<Contact> => {
    const { contacts, clock } = deps;
    const contact = await contacts.get(scope, id);
    if (!contact) return notFound('contact');
    const status = patch.consent?.status;
    if (status && status !== contact.consent.status) return consentIsNoField();
    const email = patch.email === undefined ? ok(contact.email) : addressOf(patch.email);
    if (!email.ok) return email;
    const kept = await keptOptOuts(deps, scope, contact, patch.optOuts ?? contact.optOuts);
    if (kept.length > 0) return declinedByContact(kept);
    const { custom, ...fields } = definedOnly(patch);
    const changed: Contact = {
      ...contact,
      ...fields,
      custom: { ...contact.custom, ...custom },
      email: email.value,
      rev: contact.rev + 1,
      updatedAt: clock.now(),
    };
    const saved = await contacts.save(scope, changed, contact);
    if (saved === 'email_taken') return taken();
    if (saved !== 'saved') return changedMeanwhile('contact');
    if (patch.optOuts && patch.optOuts.length > 0)
      await stopContact(deps)(scope, { contactId: id, reason: 'category_opt_out', categories: patch.optOuts });
    await deps.tell(scope, choiceNotices(contact, changed, scope.principal));
    return ok(changed);
  };
