import type { CounterName, Counters } from '../../contracts/analytics.ts';
import type { ExperimentRow } from '../../contracts/experiment.ts';
import type { ExperimentMetric } from '../../contracts/variant.ts';
import { isInCell } from '../analytics/cell.ts';
import { addCounters } from '../analytics/metrics.ts';
import type { VariantCount } from './decide.ts';

export interface CountedCell {
  readonly stepId: string;
  readonly variant: string;
  readonly counters: Counters;
}

/** What a variant has shown, with all its counters. */
export interface VariantFigures extends VariantCount {
  readonly name: string | null;
  readonly counters: Counters;
}

const counterOf = (metric: ExperimentMetric): CounterName => {
  if (typeof metric !== 'string') return 'goals';
  return ({ clicks: 'uniqueClicks', opens: 'uniqueOpens', replies: 'replies' } as const)[metric];
};

/**
 * What the variants of a test have shown: its people are the delivered mails that were drawn in the test, those sent as its outcome do
 * not count. What somebody did proves that the mail was delivered, even where that event is still to come.
 */
export function figuresOf({ stepId, rule, variants }: ExperimentRow, rows: readonly CountedCell[]): VariantFigures[] {
  const mine = rows.filter((row) => row.stepId === stepId);
  return variants.map(({ key, name, weight }) => {
    const cells = mine.filter(({ variant }) => isInCell(variant, { key, role: 'test' }));
    const counters = addCounters(...cells.map((cell) => cell.counters));
    const hits = counters[counterOf(rule.metric)];
    const { emailsSent, emailsDelivered, emailsSkipped, emailsFailed, emailsUnknown } = counters;
    return {
      key,
      name,
      weight,
      assigned: emailsSent + emailsSkipped + emailsFailed + emailsUnknown,
      people: Math.max(emailsDelivered, hits),
      hits,
      counters,
    };
  });
}
