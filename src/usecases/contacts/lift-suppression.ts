import type { Contact } from '../../contracts/contact.ts';
import type { SuppressionCheck } from '../../contracts/suppression.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import { withChoices } from '../../domain/contact/preferences.ts';
import { type Kept, liftable } from '../../domain/contact/suppression.ts';
import { ok } from '../../domain/result.ts';
import { returnNotice } from '../../domain/webhooks/contact-notices.ts';
import type { ContactStore, SuppressionList } from '../ports/contact-store.ts';
import type { Clock } from '../ports/effects.ts';
import { changedMeanwhile, conflict, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { standingOf } from './read-suppressions.ts';

export interface Deps {
  readonly contacts: Pick<ContactStore, 'findByEmail' | 'save'>;
  readonly suppressionList: Pick<SuppressionList, 'entriesOf' | 'lift' | 'list'>;
  readonly tell: Tell;
  readonly clock: Clock;
}

interface Lifting {
  readonly email: string;
  /** Null lifts the entry for all mails. */
  readonly category: string | null;
  /** Where the reader gave its new consent. */
  readonly confirm: string | undefined;
}

const refusalOf: { readonly [K in Kept]: () => ReturnType<typeof conflict> } = {
  complained: () => conflict('The reader reported a mail as spam: nothing may be sent to the address again.'),
  bounced: () => conflict('The address bounced for good. Give the contact another address instead.'),
  needs_consent: () =>
    conflict('The reader itself unsubscribed. Name the source of its new consent, for example ?confirm=signup_form.'),
};

/** The contact as it is once it has asked for these mails again. */
function subscribedAgain(contact: Contact, { category, confirm }: Lifting, now: string): Contact {
  const next = { ...contact, rev: contact.rev + 1, updatedAt: now };
  if (category !== null) return { ...next, optOuts: [...withChoices(contact.optOuts, { accepted: [category] })] };
  const consent = {
    ...contact.consent,
    status: 'subscribed' as const,
    source: confirm ?? contact.consent.source,
    at: now,
  };
  return { ...next, consent };
}

/** The contact that has the address, as it was saved; null where nobody has it, undefined when it changed meanwhile. */
async function resubscribe({ contacts, clock }: Deps, scope: TenantScope, lifting: Lifting) {
  const contact = await contacts.findByEmail(scope, lifting.email);
  if (!contact) return null;
  const again = subscribedAgain(contact, lifting, clock.now());
  return (await contacts.save(scope, again, contact)) === 'saved' ? again : undefined;
}

/**
 * Takes an address off the list, for all mails or for those of a category, and answers with what is left there. The contact comes first:
 * if the rest fails the address is still on the list, and the request can be repeated.
 */
export const liftSuppression =
  (deps: Deps) =>
  async (scope: TenantScope, lifting: Lifting): Outcome<SuppressionCheck> => {
    const address = normalizeEmail(lifting.email);
    if (!address.ok) return notFound('suppression');
    const { category } = lifting;
    const email = address.value;
    const entry = (await deps.suppressionList.entriesOf(scope, email)).find((one) => one.category === category);
    if (!entry) return notFound('suppression');
    const reasons = liftable(entry, lifting.confirm !== undefined);
    if (!reasons.ok) return refusalOf[reasons.error]();
    const again = reasons.value.includes('unsubscribed') ? await resubscribe(deps, scope, { ...lifting, email }) : null;
    if (again === undefined) return changedMeanwhile('contact');
    await deps.suppressionList.lift(scope, email, category, reasons.value);
    const { confirm = scope.principal } = lifting;
    if (again) await deps.tell(scope, [returnNotice(again.id, again.updatedAt, confirm, category)]);
    return ok(await standingOf(deps, scope, email));
  };
