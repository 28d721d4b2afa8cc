import { percentileOf } from '../ids.ts';
import { later } from '../later.ts';

/** Executions started a second when many fall due together: below what Step Functions takes (reference/aws.md §11). */
export const startsPerSecond = 250;
const longestMs = 2 * 60 * 60_000;

/**
 * An instant after `now` that is the contact's own: all contacts of a campaign together are spread evenly over the time they take at a
 * steady pace, at most two hours.
 */
export function spreadAfter(now: string, contactId: string, contacts: number): string {
  const windowMs = Math.min(longestMs, (contacts / startsPerSecond) * 1000);
  return later(now, (percentileOf(contactId) / 100) * windowMs);
}
