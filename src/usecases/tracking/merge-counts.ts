import { type CounterName, counterNames } from '../../contracts/analytics.ts';
import type { Count } from '../ports/journey-store.ts';

function sumOf(counts: readonly Count[]): Partial<Record<CounterName, number>> {
  const sum: Partial<Record<CounterName, number>> = {};
  for (const name of counterNames) {
    const total = counts.reduce((all, count) => all + (count.counters[name] ?? 0), 0);
    if (total !== 0) sum[name] = total;
  }
  return sum;
}

/** One entry per counter row: a transaction may not touch a row twice. */
export function mergeCounts(counts: readonly Count[]): Count[] {
  const byRow = Map.groupBy(
    counts,
    (count) => `${count.campaignId}|${count.day}|${count.stepId}|${count.variant ?? ''}`,
  );
  return [...byRow.values()].flatMap((group) => (group[0] ? [{ ...group[0], counters: sumOf(group) }] : []));
}
