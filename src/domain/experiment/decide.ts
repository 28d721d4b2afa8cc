import type { Arm } from './arm.ts';
import { rateOf } from './arm.ts';
import { alwaysValid } from './confidence-sequence.ts';
import { beliefsOf } from './posterior.ts';
import { type Assigned, ratioFit, ratioFitAlways } from './sample-ratio.ts';
import { equalProportions, holm, twoProportions } from './significance.ts';

/** One variant's count: of the `assigned`, `people` got its mail, and `hits` of those did what counts. */
export interface VariantCount extends Arm, Assigned {}

export interface DecisionRule {
  /** Chance, in all, to call a winner where there is none. */
  readonly alpha: number;
  /** Below this many people a variant, nothing is decided. */
  readonly minimumPerVariant: number;
  /** People in all at which early looks see best: those planned. */
  readonly planned: number;
}

/** `early`: any number of looks before the frozen time. `final`: the one look at that time. `late`: looks of an extended test. */
export type Look = 'early' | 'final' | 'late';

export type Decision =
  | { readonly state: 'undecided'; readonly why: 'few_people' | 'no_difference' }
  | { readonly state: 'invalid'; readonly why: 'sample_ratio'; readonly p: number }
  | { readonly state: 'winner'; readonly variant: string; readonly by: 'confidence_sequence' | 'final_test' };

/** Of the error allowed, the part that looking early and after an extension may use; the final test has the rest. */
const sequenceShare = 0.2;
/** Below it something is broken, and no result can be trusted. */
const ratioLevel = 0.001;

/** Whether a split of people with this p-value is one that the weights may give. */
export const isSampleRatioOk = (p: number): boolean => p >= ratioLevel;

const leaderOf = (counts: readonly VariantCount[]): VariantCount | undefined =>
  counts.reduce<VariantCount | undefined>(
    (best, count) => (best === undefined || rateOf(count) > rateOf(best) ? count : best),
    undefined,
  );

/** A false winner must beat one of the truly best, so the error is shared by one comparison with each of the others. */
function winsSequence(leader: VariantCount, others: readonly VariantCount[], rule: DecisionRule): boolean {
  const alpha = (rule.alpha * sequenceShare) / others.length;
  return others.every((other) => alwaysValid(leader, other, alpha, rule.planned).low > 0);
}

const pairsOf = <T>(all: readonly T[]): readonly (readonly [T, T])[] =>
  all.flatMap((one, i) => all.slice(i + 1).map((other): readonly [T, T] => [one, other]));

/** Two arms: pooled z. More: chi-square over all, then every pair by Holm; the leader has to beat each of the others. */
function winsFinalTest(leader: VariantCount, counts: readonly VariantCount[], rule: DecisionRule): boolean {
  const alpha = rule.alpha * (1 - sequenceShare);
  if (counts.length > 2 && equalProportions(counts).p >= alpha) return false;
  const pairs = pairsOf(counts);
  const ps = holm(pairs.map(([one, other]) => twoProportions(one, other).p));
  return pairs.every((pair, i) => !pair.includes(leader) || (ps[i] ?? 1) < alpha);
}

/**
 * Whether a variant has won. The chance of a false winner stays within `alpha` however often it is asked: a fifth of it goes to the
 * confidence sequence, valid at all looks together, the rest to the single final test.
 */
export function decide(counts: readonly VariantCount[], rule: DecisionRule, look: Look): Decision {
  const p = look === 'final' ? ratioFit(counts) : ratioFitAlways(counts);
  if (!isSampleRatioOk(p)) return { state: 'invalid', why: 'sample_ratio', p };
  const leader = leaderOf(counts);
  const enough = counts.every(({ people }) => people > 0 && people >= rule.minimumPerVariant);
  if (leader === undefined || !enough) return { state: 'undecided', why: 'few_people' };
  const others = counts.filter((count) => count !== leader);
  if (winsSequence(leader, others, rule)) {
    return { state: 'winner', variant: leader.key, by: 'confidence_sequence' };
  }
  if (look === 'final' && winsFinalTest(leader, counts, rule)) {
    return { state: 'winner', variant: leader.key, by: 'final_test' };
  }
  return { state: 'undecided', why: 'no_difference' };
}

/** The variant most likely the best, for people to read; not significant by itself. */
export function likeliest(
  counts: readonly VariantCount[],
): { readonly key: string; readonly chance: number } | undefined {
  const beliefs = beliefsOf(counts);
  return counts
    .map(({ key }, i) => ({ key, chance: beliefs[i]?.best ?? 0 }))
    .reduce<{ readonly key: string; readonly chance: number } | undefined>(
      (best, one) => (best === undefined || one.chance > best.chance ? one : best),
      undefined,
    );
}
