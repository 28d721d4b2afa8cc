import type { NewSuppressions } from '../../contracts/suppression.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import { ok } from '../../domain/result.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactStore, SuppressionList } from '../ports/contact-store.ts';
import { fault, invalid, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type Deps as StopDeps, stopContact } from '../tracking/stop-contact.ts';

export interface Deps extends StopDeps {
  readonly contacts: Pick<ContactStore, 'findManyByEmail'>;
  readonly suppressionList: Pick<SuppressionList, 'add'>;
}

const atOnce = 25;

/**
 * Puts addresses on the list by hand, whether a contact has them or not, and stops what was planned for those who have. Either all are
 * addresses or nothing is done; repeating it changes nothing.
 */
export const suppressAddresses =
  (deps: Deps) =>
  async (scope: TenantScope, { emails, reason, category }: NewSuppressions): Outcome<{ suppressed: number }> => {
    const read = emails.map(normalizeEmail);
    const faults = read.flatMap((one, i) => (one.ok ? [] : [fault(`body.emails.${i}`, 'invalid_email', one.error)]));
    if (faults.length > 0) return invalid('Nothing was suppressed.', faults);
    const addresses = [...new Set(read.flatMap((one) => (one.ok ? [one.value] : [])))];
    const at = deps.clock.now();
    await inParallel(addresses, atOnce, (email) => deps.suppressionList.add(scope, { email, category, reason, at }));
    const contacts = await deps.contacts.findManyByEmail(scope, addresses);
    const only = category === null ? {} : { categories: [category] };
    await inParallel(contacts, atOnce, async (contact) => {
      await stopContact(deps)(scope, { contactId: contact.id, reason: 'suppressed', ...only });
      await deps.tellOfStop?.(scope, { stop: { suppress: reason, ...only }, contact, mail: undefined });
    });
    return ok({ suppressed: addresses.length });
  };
