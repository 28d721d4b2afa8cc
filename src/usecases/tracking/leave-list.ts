import type { Message } from '../../contracts/message.ts';
import type { Stop } from './stop-contact.ts';

type Asked = Pick<Message, 'contactId' | 'sendId'>;

/** Ends all mail to the reader of a mail. */
export const leaveAll = ({ contactId, sendId }: Asked, source: string): Stop => ({
  contactId,
  reason: 'unsubscribed',
  suppress: 'unsubscribed',
  unsubscribe: { source, sendId },
});

/** Ends the mails of these categories; of all others the reader goes on getting mail. */
export const decline = (contactId: string, declined: readonly string[]): Stop => ({
  contactId,
  reason: 'category_opt_out',
  suppress: 'unsubscribed',
  categories: declined,
  choices: { declined },
});

/**
 * What an unsubscribe without a question ends (RFC 8058 one-click, mailto): the list the mail was sent to, which is its category; all mail
 * where it has none.
 */
export const leaveListOf = (category: string | null, asked: Asked, source: string): Stop =>
  category === null ? leaveAll(asked, source) : { ...decline(asked.contactId, [category]), declinedBy: asked.sendId };
