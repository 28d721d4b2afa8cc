import jStat from 'jstat';
import type { Arm } from './arm.ts';

export interface Belief {
  /** Chance to be the best of all arms. */
  readonly best: number;
  /** Share of people lost on average by choosing this arm if it is not the best. */
  readonly expectedLoss: number;
  /** The middle 95 % of what the rate may be. */
  readonly low: number;
  readonly high: number;
}

/** A Beta distribution: the rate's posterior after a uniform prior. */
interface Beta {
  readonly a: number;
  readonly b: number;
  readonly mean: number;
  readonly deviation: number;
  readonly logNorm: number;
}

function betaAfter({ people, hits }: Arm): Beta {
  const [a, b] = [hits + 1, people - hits + 1];
  const mean = a / (a + b);
  return {
    a,
    b,
    mean,
    deviation: Math.sqrt((mean * (1 - mean)) / (a + b + 1)),
    logNorm: jStat.gammaln(a + b) - jStat.gammaln(a) - jStat.gammaln(b),
  };
}

/** x^n by logarithms, where 0^0 is 1. */
const logPower = (x: number, n: number): number => (n === 0 ? 0 : n * Math.log(x));

const density = ({ a, b, logNorm }: Beta, x: number): number =>
  Math.exp(logNorm + logPower(x, a - 1) + logPower(1 - x, b - 1));

const near = 12;
const far = 60;
const fine = 0.1;
const coarse = 1;

/** Where each arm's density turns: fine steps about its mean, coarse ones along its tails, all within [0, 1]. */
function breakpoints(arms: readonly Beta[]): readonly number[] {
  const points = new Set([0, 1]);
  for (const { mean, deviation } of arms) {
    for (let t = -far; t <= far; t += Math.abs(t) > near ? coarse : fine) {
      const x = mean + t * deviation;
      if (x > 0 && x < 1) points.add(x);
    }
  }
  return [...points].sort((one, other) => one - other);
}

interface Curve {
  readonly beta: Beta;
  readonly at: readonly number[];
  readonly density: readonly number[];
  readonly below: readonly number[];
}

/** Two points a panel: its middle and its end. */
const withMiddles = (points: readonly number[]): readonly number[] =>
  points.flatMap((x, i) => (i === 0 ? [x] : [((points[i - 1] ?? 0) + x) / 2, x]));

/** Density and distribution at every point: Simpson's rule panel by panel, its half-panel form for the middles. */
function curveOf(beta: Beta, at: readonly number[]): Curve {
  const heights = at.map((x) => density(beta, x));
  const below = [0];
  for (let i = 2; i < at.length; i += 2) {
    const [f0, f1, f2] = [heights[i - 2] ?? 0, heights[i - 1] ?? 0, heights[i] ?? 0];
    const half = ((at[i] ?? 0) - (at[i - 2] ?? 0)) / 2;
    const start = below[i - 2] ?? 0;
    below.push(start + (half / 12) * (5 * f0 + 8 * f1 - f2), start + (half / 3) * (f0 + 4 * f1 + f2));
  }
  return { beta, at, density: heights, below };
}

/** ∫ f over the whole range, f given at the ends and middles of the panels. */
function integral(at: readonly number[], f: (i: number) => number): number {
  let sum = 0;
  for (let i = 2; i < at.length; i += 2)
    sum += (((at[i] ?? 0) - (at[i - 2] ?? 0)) / 6) * (f(i - 2) + 4 * f(i - 1) + f(i));
  return sum;
}

const newtonSteps = 6;

/** Where the distribution reaches `p`: Newton's method from the end of the last panel below it. */
function quantile({ beta, at, below }: Curve, p: number): number {
  const last = below.findLastIndex((mass, i) => i % 2 === 0 && mass < p);
  const start = at[last] ?? 0;
  let x = at[last + 1] ?? 1;
  for (let step = 0; step < newtonSteps; step++) {
    const [f0, f1, f2] = [density(beta, start), density(beta, (start + x) / 2), density(beta, x)];
    const mass = (below[last] ?? 0) + ((x - start) / 6) * (f0 + 4 * f1 + f2);
    x -= (mass - p) / f2;
  }
  return x;
}

const product = (curves: readonly Curve[], i: number, without?: Curve): number =>
  curves.reduce((all, curve) => (curve === without ? all : all * Math.min(1, curve.below[i] ?? 1)), 1);

/** What a uniform prior and the data say of each arm, in the order given; by quadrature, so exact to about 1e-9 at any sample size. */
export function beliefsOf(arms: readonly Arm[]): readonly Belief[] {
  const betas = arms.map(betaAfter);
  const at = withMiddles(breakpoints(betas));
  const curves = betas.map((beta) => curveOf(beta, at));
  const expectedBest = integral(at, (i) => 1 - product(curves, i));
  return curves.map((curve) => ({
    best: integral(at, (i) => (curve.density[i] ?? 0) * product(curves, i, curve)),
    expectedLoss: Math.max(0, expectedBest - curve.beta.mean),
    low: quantile(curve, 0.025),
    high: quantile(curve, 0.975),
  }));
}
