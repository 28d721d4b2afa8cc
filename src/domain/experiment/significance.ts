import jStat from 'jstat';
import { type Arm, pooled, rateOf } from './arm.ts';
import { twoSided } from './normal.ts';

export interface ZTest {
  readonly z: number;
  readonly p: number;
}

/** Pooled two-proportion z-test, two-sided; arms that say nothing (nobody, or all alike) give z 0 and p 1. */
export function twoProportions(a: Arm, b: Arm): ZTest {
  const rate = rateOf(pooled([a, b]));
  const variance = rate * (1 - rate) * (1 / a.people + 1 / b.people);
  if (!(variance > 0) || !Number.isFinite(variance)) return { z: 0, p: 1 };
  const z = (rateOf(a) - rateOf(b)) / Math.sqrt(variance);
  return { z, p: twoSided(z) };
}

export interface ChiSquare {
  readonly chi2: number;
  readonly df: number;
  readonly p: number;
}

const upperTail = (chi2: number, df: number): number =>
  df < 1 ? 1 : Math.min(1, Math.max(0, 1 - jStat.chisquare.cdf(chi2, df)));

/** Pearson's chi-square of equal proportions over the arms that hold anyone, without continuity correction. */
export function equalProportions(arms: readonly Arm[]): ChiSquare {
  const held = arms.filter(({ people }) => people > 0);
  const rate = rateOf(pooled(held));
  const df = held.length - 1;
  if (df < 1 || rate === 0 || rate === 1) return { chi2: 0, df: Math.max(0, df), p: 1 };
  const chi2 = held.reduce(
    (sum, { people, hits }) => sum + (hits - people * rate) ** 2 / (people * rate * (1 - rate)),
    0,
  );
  return { chi2, df, p: upperTail(chi2, df) };
}

/** Pearson's goodness of fit of counts to weights (any positive scale). */
export function fitOf(counts: readonly number[], weights: readonly number[]): ChiSquare {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const df = counts.length - 1;
  if (total === 0 || df < 1) return { chi2: 0, df: Math.max(0, df), p: 1 };
  const chi2 = counts.reduce((sum, count, i) => {
    const expected = (total * (weights[i] ?? 0)) / whole;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return { chi2, df, p: upperTail(chi2, df) };
}

/** Holm's step-down adjustment (1979): p-values in the order given, each comparable with the level itself. */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p);
  const adjusted = [...ps];
  let highest = 0;
  order.forEach(({ p, index }, rank) => {
    highest = Math.max(highest, Math.min(1, p * (ps.length - rank)));
    adjusted[index] = highest;
  });
  return adjusted;
}
