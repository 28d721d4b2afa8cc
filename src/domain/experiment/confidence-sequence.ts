import { type Arm, rateOf } from './arm.ts';

export interface Difference {
  /** Rate of the first arm less that of the second. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** Where the sequence is tightest when nothing better is known; GrowthBook's default. */
const usualSample = 5000;

/** One hit and one miss more than seen: a rate of 0 or 1 has a variance too. */
const varianceOf = ({ people, hits }: Arm): number => {
  const rate = (hits + 1) / (people + 2);
  return (rate * (1 - rate)) / people;
};

/**
 * Half the width of an asymptotic confidence sequence at sample size `n` for a mean whose estimate has variance `variance`: valid at all
 * sample sizes at once, so looking often costs nothing. Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit theory
 * and asymptotic confidence sequences" (2023), equation 9, with ρ tightest at `tightestAt`.
 */
function halfWidth(variance: number, n: number, alpha: number, tightestAt: number): number {
  const evidence = -2 * Math.log(alpha);
  const rho2 = (evidence + Math.log(evidence + 1)) / tightestAt;
  const scaled = n * rho2 + 1;
  return Math.sqrt(variance * ((2 * scaled) / (n * rho2)) * Math.log(Math.sqrt(scaled) / alpha));
}

/** Difference of two rates with an interval that holds at every look with probability 1 − alpha. An empty arm leaves all open. */
export function alwaysValid(one: Arm, other: Arm, alpha: number, tightestAt: number = usualSample): Difference {
  if (one.people === 0 || other.people === 0) return { difference: 0, low: -1, high: 1 };
  const difference = rateOf(one) - rateOf(other);
  const half = halfWidth(varianceOf(one) + varianceOf(other), one.people + other.people, alpha, tightestAt);
  return { difference, low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
}
