import jStat from 'jstat';
import type { Weighted } from './assign-variant.ts';
import { fitOf } from './significance.ts';

export interface Assigned extends Weighted {
  /** People who drew this variant. */
  readonly assigned: number;
}

const sharesOf = (counts: readonly Assigned[]): readonly number[] => {
  const whole = counts.reduce((sum, { weight }) => sum + weight, 0);
  return counts.map(({ weight }) => weight / whole);
};

/** Pearson's p-value of the split of people against the weights: for one look. */
export const ratioFit = (counts: readonly Assigned[]): number =>
  fitOf(
    counts.map(({ assigned }) => assigned),
    sharesOf(counts),
  ).p;

/**
 * A p-value of the same split that holds at every look together: one over the Bayes factor of "any split" (uniform Dirichlet) to "this
 * split". Lindon, Malek, "Anytime-valid inference for multinomial count data" (2022).
 */
export function ratioFitAlways(counts: readonly Assigned[]): number {
  const total = counts.reduce((sum, { assigned }) => sum + assigned, 0);
  const shares = sharesOf(counts);
  const anySplit = counts.reduce(
    (sum, { assigned }) => sum + jStat.gammaln(assigned + 1),
    jStat.gammaln(counts.length),
  );
  const thisSplit = counts.reduce((sum, { assigned }, i) => sum + assigned * Math.log(shares[i] ?? 1), 0);
  return Math.min(1, Math.exp(thisSplit + jStat.gammaln(total + counts.length) - anySplit));
}
