import type { Counters } from '../../contracts/analytics.ts';
import { addCounters } from '../../domain/analytics/metrics.ts';
import { sendsOf } from '../../domain/delivery/sends.ts';
import type { SendingCount } from '../ports/journey-store.ts';

interface OfSender {
  readonly email: string;
  readonly counters: Partial<Counters>;
}

/** Counts by From address, for the guardrails of the senders; `day` is today in UTC. */
export function sendingCounts(counts: readonly OfSender[], day: string): readonly SendingCount[] {
  return [...Map.groupBy(counts, ({ email }) => email)].flatMap(([email, mine]) => {
    const sends = sendsOf(addCounters(...mine.map(({ counters }) => counters)));
    return Object.values(sends).some((n) => n !== 0) ? [{ email, day, ...sends }] : [];
  });
}
