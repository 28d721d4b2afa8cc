import type { Books, CounterName, Counters, StepBooks } from '../../contracts/analytics.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import type { Tally } from '../../contracts/tally.ts';
import { noReport } from '../report/tally-report.ts';
import { hasEarlierFlags } from './earlier-flags.ts';
import { factsOf } from './message-facts.ts';
import { addCounters, noCounters } from './metrics.ts';

export const newTally = (before: Tally['before'], whole = false): Tally => ({
  whole,
  enrollments: {},
  steps: [],
  facts: {},
  earlier: {},
  before,
  report: noReport,
  next: { shard: 0, cursor: null },
});

/** Books before the first row was counted. */
export const noBooks: Books = { at: null, balanced: false, settled: false, enrollments: {}, steps: [], drift: [] };

const emptyStep = (stepId: string): StepBooks => ({
  stepId,
  planned: 0,
  sent: 0,
  claimed: 0,
  held: 0,
  pending: 0,
  unknown: 0,
  skipped: {},
  failed: {},
});

const increment = (record: Readonly<Record<string, number>>, key: string): Record<string, number> => ({
  ...record,
  [key]: (record[key] ?? 0) + 1,
});

/** The column of a step's books that a mail stands in. */
function enter(step: StepBooks, message: Message): StepBooks {
  if (message.held) return { ...step, held: step.held + 1 };
  switch (message.status) {
    case 'planned':
      return { ...step, pending: step.pending + 1 };
    case 'claimed':
      return { ...step, claimed: step.claimed + 1 };
    case 'sent':
      return { ...step, sent: step.sent + 1 };
    case 'unknown':
      return { ...step, unknown: step.unknown + 1 };
    case 'skipped':
      return { ...step, skipped: increment(step.skipped, message.reason ?? 'unspecified') };
    case 'failed':
      return { ...step, failed: increment(step.failed, message.reason ?? 'unspecified') };
  }
}

/** Counters that the rows can prove: all but the goals of tests. */
const provable: readonly CounterName[] = [
  'emailsSent',
  'emailsSkipped',
  'emailsFailed',
  'emailsUnknown',
  'emailsDelivered',
  'emailsBounced',
  'softBounces',
  'spamComplaints',
  'uniqueOpens',
  'totalOpens',
  'machineOpens',
  'uniqueClicks',
  'totalClicks',
  'machineClicks',
  'replies',
  'unsubscribes',
  'autoReplied',
  'conversions',
  'unknownOpens',
  'unknownClicks',
];

/** Of these, rows from before sightings were kept prove only the first of each mail. */
const everySighting: readonly CounterName[] = ['totalOpens', 'machineOpens', 'totalClicks', 'machineClicks'];

export function tallyMessage(tally: Tally, message: Message): Tally {
  const { stepId } = message;
  const known = tally.steps.find((step) => step.stepId === stepId) ?? emptyStep(stepId);
  const entered = enter({ ...known, planned: known.planned + 1 }, message);
  return {
    ...tally,
    steps: [...tally.steps.filter((step) => step.stepId !== stepId), entered],
    earlier: hasEarlierFlags(message) ? increment(tally.earlier, stepId) : tally.earlier,
    facts: { ...tally.facts, [stepId]: addCounters(tally.facts[stepId] ?? {}, factsOf(message)) },
  };
}

export function tallyEnrollment(tally: Tally, enrollment: Enrollment): Tally {
  const byStatus = increment(tally.enrollments, enrollment.status);
  const enrollments = enrollment.exitReason ? increment(byStatus, `exited:${enrollment.exitReason}`) : byStatus;
  return { ...tally, enrollments };
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, n) => all + n, 0);

const balances = (step: StepBooks): boolean =>
  step.planned ===
  step.sent + step.claimed + step.held + step.pending + step.unknown + sum(step.skipped) + sum(step.failed);

/**
 * Counters move while rows are read: a row count is right when it lies between what its counter said before the first row and after
 * the last one. Where nothing happened meanwhile, that is equality.
 */
function driftOf(stepId: string, tally: Tally, after: Counters): Books['drift'] {
  const rows = tally.facts[stepId] ?? noCounters;
  const before = tally.before[stepId] ?? noCounters;
  const beyondRows = (counter: CounterName): boolean =>
    (tally.earlier[stepId] ?? 0) > 0 && everySighting.includes(counter);
  return provable.flatMap((counter) => {
    const [low, high] = [Math.min(before[counter], after[counter]), Math.max(before[counter], after[counter])];
    const right = (low <= rows[counter] || beyondRows(counter)) && rows[counter] <= high;
    return right ? [] : [{ stepId, counter, counted: after[counter], rows: rows[counter] }];
  });
}

/** The finished count: whether every step adds up, and where the counters say something else than the rows. */
export function closeBooks(tally: Tally, after: Tally['before'], now: string): Books {
  const stepIds = [...new Set([...Object.keys(tally.facts), ...Object.keys(after)])].toSorted();
  const drift = stepIds.flatMap((stepId) => driftOf(stepId, tally, after[stepId] ?? noCounters));
  const addsUp = tally.steps.every(balances);
  return {
    at: now,
    balanced: addsUp && drift.length === 0,
    settled: addsUp && tally.steps.every((step) => step.held + step.claimed + step.pending === 0),
    enrollments: tally.enrollments,
    steps: tally.steps.toSorted((a, b) => (a.stepId < b.stepId ? -1 : 1)),
    drift,
  };
}
