import type { Message } from '../../contracts/message.ts';

/** Longer than the sender's Lambda time-out and its socket time-out together: an expired lease has no live owner. */
export const leaseMs = 120_000;
/** How long the Send event of SES is waited for before an unproven claim is sent again (architecture §5.3). */
export const graceMs = 15 * 60_000;

export type ClaimVerdict =
  | { readonly verdict: 'wait'; readonly ms: number }
  | { readonly verdict: 'take_over' }
  | { readonly verdict: 'give_up' };

/**
 * What to do about a mail that somebody claimed. Its owner may live, or its Send event may still come; only long after both it is
 * decided without them: it is sent again, or given up where it may leave at most once or was stopped meanwhile.
 */
export function judgeClaim(
  { leaseUntil, reason }: Pick<Message, 'leaseUntil' | 'reason'>,
  atMostOnce: boolean,
  now: string,
): ClaimVerdict {
  const decideAt = Date.parse(leaseUntil ?? now) + graceMs;
  if (Date.parse(now) <= decideAt) return { verdict: 'wait', ms: decideAt - Date.parse(now) };
  return { verdict: reason !== null || atMostOnce ? 'give_up' : 'take_over' };
}
