import type { CounterName, Counters } from '../../contracts/analytics.ts';
import type { Message } from '../../contracts/message.ts';
import { isSoft } from '../delivery/bounce-class.ts';
import { countedAs } from './apply-event.ts';
import { engagementTicks } from './engagement.ts';

const flagCounters = {
  emailsDelivered: 'delivered',
  emailsBounced: 'bounced',
  spamComplaints: 'complained',
  replies: 'replied',
  unsubscribes: 'unsubscribed',
  autoReplied: 'autoReplied',
} as const satisfies Partial<Record<CounterName, keyof Message['flags']>>;

/** What the row of a mail says of the counters. */
export function factsOf(message: Message): Partial<Counters> {
  const facts: Partial<Counters> = { conversions: message.conversions ?? 0 };
  const stands = countedAs(message);
  if (stands) facts[stands] = 1;
  for (const [counter, flag] of Object.entries(flagCounters)) {
    if (message.flags[flag]) Object.assign(facts, { [counter]: 1 });
  }
  if (isSoft(message.bounceClass)) facts.softBounces = 1;
  for (const { counter } of engagementTicks(message)) facts[counter] = (facts[counter] ?? 0) + 1;
  return facts;
}
