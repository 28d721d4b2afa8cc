import type { Message } from '../../contracts/message.ts';

/** At most so many mails to a contact within so many hours, whatever campaign they are of. */
export interface AttentionBudget {
  readonly mails: number;
  readonly hours: number;
}

const counts = ({ status, held }: Message): boolean =>
  status === 'sent' || status === 'unknown' || ((status === 'planned' || status === 'claimed') && !held);

/** A mail that is still on its way counts from now: it has not reached the contact yet. */
const reachedAt = (message: Message, now: string): string => message.sentAt ?? now;

/** The first instant from `now` on at which the contact may get another mail; `now` itself where the budget has room. */
export function nextWithinBudget(budget: AttentionBudget, messages: readonly Message[], now: string): string {
  const spanMs = budget.hours * 3_600_000;
  const ends = messages
    .filter(counts)
    .map((message) => Date.parse(reachedAt(message, now)) + spanMs)
    .filter((end) => end > Date.parse(now))
    .toSorted((a, b) => b - a);
  const blocking = ends[budget.mails - 1];
  return blocking === undefined ? now : new Date(blocking).toISOString();
}

/** The strictest of several budgets: the latest of their instants. */
export const nextWithinBudgets = (
  budgets: readonly AttentionBudget[],
  messages: readonly Message[],
  now: string,
): string => budgets.map((budget) => nextWithinBudget(budget, messages, now)).reduce((a, b) => (a > b ? a : b), now);
