import type * as z from 'zod';
import type { Message } from '../../contracts/message.ts';
import type { EngagementEvent, EngagementFact } from '../../contracts/rule.ts';
import { nominalMs } from '../schedule/local-time.ts';
import type { Facts } from './facts.ts';
import { instantMs } from './instant.ts';

export type Engagement = z.infer<typeof EngagementFact>['engagement'];

/** What is said of a mail with which it happened, and of one with which it did not. */
export const engagementVerbs: { readonly [E in EngagementEvent]: readonly [affirmed: string, denied: string] } = {
  delivered: ['was delivered', 'was not delivered'],
  opened: ['was opened', 'was not opened'],
  clicked: ['was clicked', 'was not clicked'],
  replied: ['was replied to', 'was not replied to'],
  bounced: ['bounced', 'did not bounce'],
};

/** The mails a fact asks about; of a step visited several times, only the last one. */
export function mailsMeant({ email }: Engagement, { messages, previousSendId }: Facts): readonly Message[] {
  if (email === 'any') return messages;
  if (email === 'previous') return messages.filter((message) => message.sendId === previousSendId);
  const ofStep = messages.filter((message) => message.stepId === email);
  const lastVisit = Math.max(0, ...ofStep.map((message) => message.visit));
  return ofStep.filter((message) => message.visit === lastVisit);
}

const happenedAt = ({ flags, links }: Message, { event, link }: Engagement): string | null =>
  event === 'clicked' && link ? (links[link] ?? null) : flags[event];

function inTime({ sentAt, plannedAt }: Message, at: string, { within }: Engagement): boolean {
  return !within || instantMs(at) <= instantMs(sentAt ?? plannedAt) + nominalMs(within);
}

/** The first mail with which the contact did what the fact says. Machine opens and clicks have flags of their own and never count. */
export function engagedMail(fact: Engagement, facts: Facts): Message | undefined {
  return mailsMeant(fact, facts).find((message) => {
    const at = happenedAt(message, fact);
    return at !== null && inTime(message, at, fact);
  });
}

/** What a mail that {@link engagedMail} found says about it: the instant. */
export const engagedAt = (fact: Engagement, mail: Message): string => happenedAt(mail, fact) ?? mail.plannedAt;
