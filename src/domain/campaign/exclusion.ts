import type { Exclusions } from '../../contracts/audience-rules.ts';
import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import { evaluate } from '../rules/evaluate.ts';

/** Why a contact gets no mail of a campaign, as far as the contact alone tells. Counted at planning; a mail is skipped for it. */
export type Exclusion =
  | 'suppressed'
  | 'no_consent'
  | 'unsubscribed'
  | 'category_opt_out'
  | 'customer'
  | 'excluded_by_rule';

/** The campaign, with what it excludes beside those who may not be mailed at all. */
export interface ExclusionRules {
  readonly campaign: Pick<Campaign, 'exclusions' | 'category'>;
  readonly now: string;
}

const isExcluded = (contact: Contact, rule: Exclusions['rule'], now: string): boolean =>
  rule !== null &&
  evaluate(rule, { contact, messages: [], previousSendId: null, stickyKey: `exclusion|${contact.id}`, now }).holds;

/** Whether the contact wants no mails of this category. */
const declines = ({ optOuts }: Contact, category: string | null): boolean =>
  category !== null && optOuts.includes(category);

/** Why a contact may not be mailed; undefined when it may. Checked at enrollment and again at send (domain §4). */
export function exclusionOf(contact: Contact, suppressed: boolean, rules?: ExclusionRules): Exclusion | undefined {
  if (contact.consent.status === 'unsubscribed') return 'unsubscribed';
  if (rules && declines(contact, rules.campaign.category)) return 'category_opt_out';
  if (suppressed) return 'suppressed';
  if (contact.consent.status === 'none') return 'no_consent';
  if (!rules) return undefined;
  const { customers, rule } = rules.campaign.exclusions;
  if (customers && contact.lifecycle === 'customer') return 'customer';
  return isExcluded(contact, rule, rules.now) ? 'excluded_by_rule' : undefined;
}
