import type { Contact } from '../../contracts/contact.ts';

export type Exclusion = 'suppressed' | 'no_consent' | 'unsubscribed';

/** Why a contact may not be mailed at all; undefined when it may. Checked at enrollment and again at send (domain §4). */
export function exclusionOf(contact: Contact, suppressed: boolean): Exclusion | undefined {
  if (contact.consent.status === 'unsubscribed') return 'unsubscribed';
  if (suppressed) return 'suppressed';
  return contact.consent.status === 'none' ? 'no_consent' : undefined;
}
