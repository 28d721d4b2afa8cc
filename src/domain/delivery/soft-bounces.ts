import type { Message } from '../../contracts/message.ts';
import { dayMs } from '../later.ts';
import { isSoft } from './bounce-class.ts';

/** An address whose mailbox refused so many mails within so many days gets none any more (reference/reliability §4). */
export const softLimit = { bounces: 3, days: 30 } as const;

/** Whether the mails of a contact bounced softly too often, within the days before and at the last of these bounces. */
export function bouncedTooOften(messages: readonly Pick<Message, 'bounceClass' | 'flags'>[]): boolean {
  const at = messages
    .flatMap(({ bounceClass, flags }) => (isSoft(bounceClass) && flags.bounced ? [Date.parse(flags.bounced)] : []))
    .toSorted((a, b) => b - a);
  const [last] = at;
  if (last === undefined) return false;
  return at.filter((one) => last - one < softLimit.days * dayMs).length >= softLimit.bounces;
}
