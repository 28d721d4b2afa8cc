import type { Counters } from '../../contracts/analytics.ts';
import type { Campaign } from '../../contracts/campaign.ts';
import { addCounters } from '../../domain/analytics/metrics.ts';
import { sendsOf } from '../../domain/delivery/sends.ts';
import type { Count, SendingCount } from '../ports/journey-store.ts';

/** The same counts by From address, for the guardrails of the senders; `day` is today in UTC. */
export function sendingCounts(
  counts: readonly Count[],
  campaigns: ReadonlyMap<string, Campaign>,
  day: string,
): readonly SendingCount[] {
  const byEmail = new Map<string, Counters>();
  for (const { campaignId, counters } of counts) {
    const email = campaigns.get(campaignId)?.fromEmail;
    if (email) byEmail.set(email, addCounters(byEmail.get(email) ?? {}, counters));
  }
  return [...byEmail].flatMap(([email, counters]) => {
    const sends = sendsOf(counters);
    return Object.values(sends).some((n) => n !== 0) ? [{ email, day, ...sends }] : [];
  });
}
