import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment, LogEntry } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import type { Decision } from './advance.ts';

/** What happens to every contact alike, whenever it is decided: no rule was asked and nothing was acted on. */
const foreseeable: ReadonlySet<LogEntry['what']> = new Set([
  'enrolled',
  'email_planned',
  'waiting',
  'held',
  'completed',
]);

/**
 * True when the same first stretch can be decided again, by the instant of the enrolment, should its mails not have been written: then
 * its rows need no transaction.
 */
export const isForeseeable = ({ enrollment, contact }: Decision, before: Contact): boolean =>
  contact === before && enrollment.log.every(({ what }) => foreseeable.has(what));

/** Ids of mails that the timeline says were planned and that have no row. */
export function unplanned(enrollment: Enrollment, messages: readonly Message[]): ReadonlySet<string> {
  const existing = new Set(messages.map(({ sendId }) => sendId));
  const planned = enrollment.log.flatMap(({ what, sendId }) => (what === 'email_planned' && sendId ? [sendId] : []));
  return new Set(planned.filter((sendId) => !existing.has(sendId)));
}
