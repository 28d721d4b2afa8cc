import type { CounterName } from '../../src/contracts/analytics.ts';
import type { Message } from '../../src/contracts/message.ts';
import { applyEvent } from '../../src/domain/analytics/apply-event.ts';
import type { TrackingEvent } from '../../src/domain/analytics/tracking-event.ts';

/** A mail after these events, and what they add to the counters. */
export function afterEvents(events: readonly TrackingEvent[], start: Message) {
  let message = start;
  const counts: Partial<Record<CounterName, number>> = {};
  for (const one of events) {
    const applied = applyEvent(message, one);
    message = applied.message;
    for (const { counter, by } of applied.counts) counts[counter] = (counts[counter] ?? 0) + by;
  }
  return { message, counts };
}
