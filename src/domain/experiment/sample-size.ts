import { normalCdf, normalQuantile } from './normal.ts';

export interface Plan {
  /** Rate expected without any change, 0–1. */
  readonly baseline: number;
  /** Least difference worth seeing, in share of people: 0.02 is two points. */
  readonly detect: number;
  readonly alpha: number;
  readonly power: number;
}

const spread = (rate: number): number => rate * (1 - rate);

/**
 * People needed in each of two arms, not rounded; two-sided, the null's deviation from the baseline alone, as Evan Miller's calculator
 * has it ("Sample Size Calculator", 2013).
 */
export function sampleSize({ baseline, detect, alpha, power }: Plan): number {
  const other = baseline + detect <= 1 ? baseline + detect : baseline - detect;
  const reach =
    normalQuantile(1 - alpha / 2) * Math.sqrt(2 * spread(baseline)) +
    normalQuantile(power) * Math.sqrt(spread(baseline) + spread(other));
  return (reach / detect) ** 2;
}

/** Chance to see the difference between two rates with `perArm` people each; the formula of R's `power.prop.test`. */
export function powerOf(perArm: number, one: number, other: number, alpha: number): number {
  const mean = (one + other) / 2;
  const threshold = normalQuantile(1 - alpha / 2) * Math.sqrt(2 * spread(mean));
  return normalCdf((Math.sqrt(perArm) * Math.abs(one - other) - threshold) / Math.sqrt(spread(one) + spread(other)));
}

const halvings = 50;

/** The least difference above `baseline` that `perArm` people show with the given power; undefined when none below 100 % does. */
export function detectable({ baseline, alpha, power }: Omit<Plan, 'detect'>, perArm: number): number | undefined {
  let [low, high] = [0, 1 - baseline];
  if (high <= 0 || sampleSize({ baseline, detect: high, alpha, power }) > perArm) return undefined;
  for (let i = 0; i < halvings; i++) {
    const detect = (low + high) / 2;
    if (sampleSize({ baseline, detect, alpha, power }) > perArm) low = detect;
    else high = detect;
  }
  return high;
}
