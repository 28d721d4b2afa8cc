import type { Books, Counters, StepBooks } from '../../contracts/analytics.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import { noCounters } from './metrics.ts';

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

export function tallyMessage(books: Books, message: Message): Books {
  const known = books.steps.find((step) => step.stepId === message.stepId) ?? emptyStep(message.stepId);
  const entered = enter({ ...known, planned: known.planned + 1 }, message);
  return { ...books, steps: [...books.steps.filter((step) => step.stepId !== message.stepId), entered] };
}

export function tallyEnrollment(books: Books, enrollment: Enrollment): Books {
  const byStatus = increment(books.enrollments, enrollment.status);
  const enrollments = enrollment.exitReason ? increment(byStatus, `exited:${enrollment.exitReason}`) : byStatus;
  return { ...books, enrollments };
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, n) => all + n, 0);

const balances = (step: StepBooks): boolean =>
  step.planned ===
  step.sent + step.claimed + step.held + step.pending + step.unknown + sum(step.skipped) + sum(step.failed);

const driftOf = (step: StepBooks, counters: Counters): Books['drift'] =>
  [
    { counter: 'emailsSent', counted: counters.emailsSent, rows: step.sent },
    { counter: 'emailsSkipped', counted: counters.emailsSkipped, rows: sum(step.skipped) },
    { counter: 'emailsFailed', counted: counters.emailsFailed, rows: sum(step.failed) },
    { counter: 'emailsUnknown', counted: counters.emailsUnknown, rows: step.unknown },
  ].flatMap((line) => (line.counted === line.rows ? [] : [{ stepId: step.stepId, ...line }]));

/** The finished count: whether every step adds up, and where the counters say something else than the rows. */
export function closeBooks(tally: Books, counters: ReadonlyMap<string, Counters>, now: string): Books {
  const drift = tally.steps.flatMap((step) => driftOf(step, counters.get(step.stepId) ?? noCounters));
  const addsUp = tally.steps.every(balances);
  const balanced = addsUp && drift.length === 0;
  const settled = addsUp && tally.steps.every((step) => step.held + step.claimed + step.pending === 0);
  return {
    ...tally,
    at: now,
    balanced,
    settled,
    drift,
    steps: tally.steps.toSorted((a, b) => (a.stepId < b.stepId ? -1 : 1)),
  };
}
