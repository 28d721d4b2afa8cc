import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Arm } from '../../../src/domain/experiment/arm.ts';
import { beliefsOf } from '../../../src/domain/experiment/posterior.ts';
import { powerOf, sampleSize } from '../../../src/domain/experiment/sample-size.ts';
import { equalProportions, twoProportions } from '../../../src/domain/experiment/significance.ts';
import file from './experiments.vectors.json' with { type: 'json' };

const Hits = z.tuple([z.number(), z.number()]).transform(([hits, people]): Arm => ({ hits, people }));

const Vector = z.union([
  z.object({ test: z.literal('pooled two-proportion z'), a: Hits, b: Hits, z: z.number(), p: z.number() }),
  z.object({
    test: z.literal('k-sample chi-square'),
    arms: z.array(Hits),
    chi2: z.number(),
    df: z.number(),
    p: z.number(),
  }),
  z.object({
    test: z.literal('power'),
    nPerArm: z.number(),
    p1: z.number(),
    p2: z.number(),
    alpha: z.number(),
    power: z.number(),
  }),
  z.object({
    test: z.literal('sample size per arm'),
    p1: z.number(),
    p2: z.number(),
    alpha: z.number(),
    power: z.number(),
    n: z.number(),
  }),
  z.object({ test: z.literal('beta-binomial P(B>A), uniform prior'), a: Hits, b: Hits, probability: z.number() }),
]);
type Vector = z.infer<typeof Vector>;

/** What we find beside what the vector says. */
function found(vector: Vector): readonly (readonly [number, number])[] {
  switch (vector.test) {
    case 'pooled two-proportion z': {
      const { z: score, p } = twoProportions(vector.a, vector.b);
      return [
        [score, vector.z],
        [p, vector.p],
      ];
    }
    case 'k-sample chi-square': {
      const { chi2, df, p } = equalProportions(vector.arms);
      return [
        [chi2, vector.chi2],
        [df, vector.df],
        [p, vector.p],
      ];
    }
    case 'power':
      return [[powerOf(vector.nPerArm, vector.p1, vector.p2, vector.alpha), vector.power]];
    case 'sample size per arm': {
      const { p1, p2, alpha, power } = vector;
      return [[sampleSize({ baseline: p1, detect: p2 - p1, alpha, power }), vector.n]];
    }
    case 'beta-binomial P(B>A), uniform prior':
      return [[beliefsOf([vector.a, vector.b])[1]?.best ?? Number.NaN, vector.probability]];
  }
}

/** The vectors give six significant digits or more: half of the sixth is all they can promise. */
const tolerance = (value: number): number => Math.max(1e-6, Math.abs(value) * 5e-7);

describe('the published figures', () => {
  it.each(file.vectors.map((vector) => Vector.parse(vector)))('$test', (vector) => {
    for (const [ours, theirs] of found(vector)) expect(Math.abs(ours - theirs)).toBeLessThan(tolerance(theirs));
  });
});
