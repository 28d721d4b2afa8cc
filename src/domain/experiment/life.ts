import type { ExperimentDecision, ExperimentLook, ExperimentRow, LookOutcome } from '../../contracts/experiment.ts';
import { later } from '../later.ts';
import { type Decision, decide, type Look, likeliest, type VariantCount } from './decide.ts';

/** Looks before the decision is due; each may end the test early. */
const looksPerTest = 8;
const leastBetweenLooksMs = 15 * 60_000;
/** Step Functions may wake a little early, as timestamps are whole seconds there. */
const earlyMs = 2_000;
const maxLooks = 50;

const earlier = (one: string, other: string): string => (one < other ? one : other);

/** When the next look is due: an eighth of the test from now, and at the latest when it has to be decided at `dueAt`. */
export function nextLookAfter({ rule, extensions }: ExperimentRow, now: string, dueAt: string): string {
  const wholeMs = extensions > 0 ? rule.extend.byMs : rule.decideAfterMs;
  return earlier(later(now, Math.max(leastBetweenLooksMs, wholeMs / looksPerTest)), dueAt);
}

/** A test whose first mail was sent: its time runs from now. */
export function begun(row: ExperimentRow, now: string): ExperimentRow {
  const decideAt = later(now, row.rule.decideAfterMs);
  const started: ExperimentRow = { ...row, status: 'running', startedAt: now, decideAt, rev: row.rev + 1 };
  return { ...started, nextLookAt: nextLookAfter(started, now, decideAt) };
}

export interface Figures {
  readonly counts: readonly VariantCount[];
  readonly now: string;
  /** When the test has to be decided, the pauses of its campaign counted in. */
  readonly dueAt: string;
}

export interface Judged {
  readonly row: ExperimentRow;
  readonly next: LookOutcome['next'];
}

const isDue = ({ now, dueAt }: Figures): boolean => Date.parse(now) >= Date.parse(dueAt) - earlyMs;

const lookOf = ({ extensions }: ExperimentRow, figures: Figures): Look => {
  if (extensions > 0) return 'late';
  return isDue(figures) ? 'final' : 'early';
};

const outcomeOf = (decision: Decision): string => {
  if (decision.state === 'winner') return `winner:${decision.variant}`;
  return `${decision.state}:${decision.why}`;
};

function withLook(row: ExperimentRow, look: Look, decision: Decision, { counts, now }: Figures): ExperimentRow {
  const seen: ExperimentLook = {
    at: now,
    look,
    counts: counts.map(({ key, assigned, people, hits }) => ({ key, assigned, people, hits })),
    outcome: outcomeOf(decision),
  };
  return { ...row, looks: [...row.looks, seen].slice(-maxLooks), rev: row.rev + 1 };
}

const ended = (row: ExperimentRow, decision: ExperimentDecision): ExperimentRow => ({
  ...row,
  status: 'decided',
  decision,
  nextLookAt: null,
});

/** The test as a person decided it. */
export function decidedByHand(
  row: ExperimentRow,
  variant: string,
  { counts, now, person }: Pick<Figures, 'counts' | 'now'> & { readonly person: string },
): ExperimentRow {
  const decision = { variant, by: 'person' as const, why: null, likeliest: likeliest(counts) ?? null, at: now, person };
  return { ...ended(row, decision), rev: row.rev + 1 };
}

function byRule(row: ExperimentRow, decision: Decision, { counts, now }: Figures): ExperimentDecision {
  const common = { likeliest: likeliest(counts) ?? null, at: now, person: null };
  if (decision.state === 'winner') return { ...common, variant: decision.variant, by: decision.by, why: null };
  return { ...common, variant: row.variants[0]?.key ?? '', by: 'nobody', why: decision.why };
}

const again = (row: ExperimentRow, { now, dueAt }: Figures): Judged => ({
  row: { ...row, nextLookAt: nextLookAfter(row, now, dueAt) },
  next: 'look_again',
});

function extended(row: ExperimentRow, { now, dueAt }: Figures): Judged {
  const { byMs } = row.rule.extend;
  const longer: ExperimentRow = {
    ...row,
    status: 'extended',
    extensions: row.extensions + 1,
    decideAt: later(row.decideAt, byMs),
  };
  return { row: { ...longer, nextLookAt: nextLookAfter(longer, now, later(dueAt, byMs)) }, next: 'look_again' };
}

/**
 * One look at a running test: it is decided, goes on, is extended, or waits for a person. The rule is that of its start. Where the time
 * is up and no variant has won, the control is sent (reliability §5); the likeliest variant is kept beside it.
 */
export function judge(row: ExperimentRow, figures: Figures): Judged {
  const look = lookOf(row, figures);
  const decision = decide(figures.counts, row.rule, look);
  const seen = withLook(row, look, decision, figures);
  if (row.rule.winner === 'manual')
    return isDue(figures)
      ? { row: { ...seen, status: 'awaiting', nextLookAt: null }, next: 'done' }
      : again(seen, figures);
  if (decision.state === 'winner') return { row: ended(seen, byRule(row, decision, figures)), next: 'release' };
  if (!isDue(figures)) return again(seen, figures);
  if (decision.state === 'undecided' && row.extensions < row.rule.extend.times) return extended(seen, figures);
  return { row: ended(seen, byRule(row, decision, figures)), next: 'release' };
}
