import type { Contact } from '../../contracts/contact.ts';
import type { Suppression, SuppressionReason } from '../../contracts/suppression.ts';
import type { Notice } from '../../contracts/webhook.ts';
import type { WebhookData, WebhookEvent } from '../../contracts/webhook-event.ts';
import { fresh } from './fresh.ts';

/** Named by the contact, the instant its rows keep of the happening, and what it is about. */
const ofContact = (type: WebhookEvent, contactId: string, at: string, data: WebhookData): Notice => ({
  noticeId: [type, contactId, at, data.reason ?? '', data.category ?? ''].join(':'),
  type,
  at,
  data: { ...data, contactId },
});

const sourceField = ({ source }: Contact['consent']): { readonly source?: string } =>
  source === null ? {} : { source };

const categoryField = (category: string | null): { readonly category?: string } =>
  category === null ? {} : { category };

export const creationNotice = ({ id, createdAt, consent }: Contact): Notice =>
  ofContact('contact.created', id, createdAt, sourceField(consent));

/** A stop as far as readers of webhooks care. */
export interface Left {
  readonly unsubscribe?: { readonly source: string };
  readonly suppress?: SuppressionReason;
  readonly categories?: readonly string[];
}

/** The mail that led to it. */
export type Mail = Pick<WebhookData, 'campaignId' | 'stepId' | 'sendId'>;

function listNotices(
  contactId: string,
  { category, facts }: Suppression,
  reason: SuppressionReason | undefined,
  mail: Mail,
): readonly Notice[] {
  const at = reason && facts[reason];
  if (!at) return [];
  if (reason !== 'unsubscribed')
    return [ofContact('contact.suppressed', contactId, at, { ...mail, reason, ...categoryField(category) })];
  return category === null ? [] : [ofContact('contact.unsubscribed', contactId, at, { ...mail, category })];
}

/**
 * What a stop changed, read from the rows as they are after it, so that a stop that is repeated tells the same: the consent that ended, and
 * what came on the list. A contact who declines mails is unsubscribed and not suppressed.
 */
export function stopNotices(
  stop: Left,
  { contact, entries, mail, now }: { contact: Contact; entries: readonly Suppression[]; mail: Mail; now: string },
): readonly Notice[] {
  const { id, consent } = contact;
  const ended = stop.unsubscribe && consent.status === 'unsubscribed' ? consent : undefined;
  const left = ended?.at ? [ofContact('contact.unsubscribed', id, ended.at, { ...mail, ...sourceField(ended) })] : [];
  const wanted: readonly (string | null)[] = stop.categories ?? [null];
  const listed = entries
    .filter(({ category }) => wanted.includes(category))
    .flatMap((entry) => listNotices(id, entry, stop.suppress, mail));
  return [...left, ...listed].filter(fresh(now));
}

/** What a change of its fields says of the mails that a contact wants; `source` is who changed them. */
export function choiceNotices(before: Contact, after: Contact, source: string): readonly Notice[] {
  const at = after.updatedAt;
  const notice = (type: WebhookEvent) => (category: string) => ofContact(type, after.id, at, { category, source });
  return [
    ...after.optOuts.filter((name) => !before.optOuts.includes(name)).map(notice('contact.unsubscribed')),
    ...before.optOuts.filter((name) => !after.optOuts.includes(name)).map(notice('contact.resubscribed')),
  ];
}

/** A contact that asked for mails again, for those of a category where one is named. */
export const returnNotice = (contactId: string, at: string, source: string, category: string | null): Notice =>
  ofContact('contact.resubscribed', contactId, at, { source, ...categoryField(category) });
