import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Arm } from '../../../src/domain/experiment/arm.ts';
import { assignVariant, isHeldOut, isTested } from '../../../src/domain/experiment/assign-variant.ts';
import { alwaysValid } from '../../../src/domain/experiment/confidence-sequence.ts';
import { beliefsOf } from '../../../src/domain/experiment/posterior.ts';
import { ratioFit, ratioFitAlways } from '../../../src/domain/experiment/sample-ratio.ts';
import { detectable, sampleSize } from '../../../src/domain/experiment/sample-size.ts';
import { equalProportions, holm, twoProportions } from '../../../src/domain/experiment/significance.ts';
import { randomFrom } from './random.ts';

const arm = fc.nat(200_000).chain((people) => fc.nat(people).map((hits): Arm => ({ people, hits })));

const numbersIn = (value: object): readonly number[] => Object.values(value).filter((one) => typeof one === 'number');

describe('tests of proportions', () => {
  it('do not care which arm is named first', () => {
    fc.assert(
      fc.property(arm, arm, (one, other) => {
        expect(twoProportions(one, other).p).toBeCloseTo(twoProportions(other, one).p, 12);
        expect(alwaysValid(one, other, 0.05).low).toBeCloseTo(-alwaysValid(other, one, 0.05).high, 12);
      }),
    );
  });

  it('give a number for empty arms, for no hits and for nothing but hits', () => {
    const extreme = fc.constantFrom<Arm[]>(
      { people: 0, hits: 0 },
      { people: 1, hits: 0 },
      { people: 9, hits: 9 },
      { people: 1e6, hits: 0 },
    );
    fc.assert(
      fc.property(fc.array(extreme, { minLength: 2, maxLength: 5 }), (arms) => {
        const [one, other] = arms;
        if (one === undefined || other === undefined) return;
        const all = [
          twoProportions(one, other),
          equalProportions(arms),
          alwaysValid(one, other, 0.05),
          ...beliefsOf(arms),
        ];
        for (const value of all.flatMap(numbersIn)) expect(value).toSatisfy(Number.isFinite);
      }),
    );
  });

  it("adjust p-values by Holm: never below the given one, never above Bonferroni's, in the same order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 10 }), (ps) => {
        holm(ps).forEach((adjusted, i) => {
          const p = ps[i] ?? 0;
          expect(adjusted).toBeGreaterThanOrEqual(p);
          expect(adjusted).toBeLessThanOrEqual(Math.min(1, p * ps.length));
        });
      }),
    );
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
  });
});

describe('beliefs', () => {
  it('share out the chance to be the best, whatever the sizes of the arms', () => {
    fc.assert(
      fc.property(fc.array(arm, { minLength: 2, maxLength: 5 }), (arms) => {
        const beliefs = beliefsOf(arms);
        expect(beliefs.reduce((sum, { best }) => sum + best, 0)).toBeCloseTo(1, 5);
        arms.forEach(({ people, hits }, i) => {
          const { low, high, expectedLoss } = beliefs[i] ?? { low: 1, high: 0, expectedLoss: -1 };
          const mean = (hits + 1) / (people + 2);
          expect(low).toBeLessThan(mean);
          expect(high).toBeGreaterThan(mean);
          expect(expectedLoss).toBeGreaterThanOrEqual(0);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('give the 95 % interval of 50 hits in 100, as the Beta(51, 51) distribution has it', () => {
    const [belief] = beliefsOf([
      { people: 100, hits: 50 },
      { people: 100, hits: 50 },
    ]);
    expect(belief?.low).toBeCloseTo(0.403_643_07, 6);
    expect(belief?.high).toBeCloseTo(0.596_356_93, 6);
  });
});

describe('the confidence sequence', () => {
  it('holds the true difference at every one of 100 looks in at least 95 % of tests', () => {
    const random = randomFrom(7);
    const broken = Array.from({ length: 1000 }, () => {
      const arms = [
        { rate: 0.1, people: 0, hits: 0 },
        { rate: 0.13, people: 0, hits: 0 },
      ] as const;
      let missed = false;
      const counts = arms.map(({ rate }) => ({ rate, people: 0, hits: 0 }));
      for (let look = 0; look < 100; look++) {
        for (const count of counts) {
          for (let person = 0; person < 20; person++) if (random() < count.rate) count.hits += 1;
          count.people += 20;
        }
        const [a, b] = counts;
        if (a === undefined || b === undefined) continue;
        const { low, high } = alwaysValid(b, a, 0.05, 4000);
        if (a.people >= 100 && (low > 0.03 || high < 0.03)) missed = true;
      }
      return missed;
    }).filter(Boolean).length;
    expect(broken).toBeLessThanOrEqual(50);
  });
});

describe('planning', () => {
  it('finds the difference for which the sample is just enough', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        fc.integer({ min: 200, max: 1_000_000 }),
        (baseline, perArm) => {
          const detect = detectable({ baseline, alpha: 0.05, power: 0.8 }, perArm);
          if (detect !== undefined) {
            expect(sampleSize({ baseline, detect, alpha: 0.05, power: 0.8 }) / perArm).toBeCloseTo(1, 4);
          }
        },
      ),
    );
    expect(detectable({ baseline: 0.9, alpha: 0.05, power: 0.8 }, 10)).toBeUndefined();
  });
});

describe('who gets what', () => {
  const people = Array.from({ length: 20_000 }, (_, i) => ({ testId: 't1', contactId: `con_${i}` }));
  const variants = [
    { key: 'a', weight: 50 },
    { key: 'b', weight: 30 },
    { key: 'c', weight: 20 },
  ];
  const countsOf = (drawn: typeof people): { key: string; weight: number; assigned: number }[] =>
    variants.map((variant) => ({
      ...variant,
      assigned: drawn.filter((draw) => assignVariant(draw, variants).key === variant.key).length,
    }));

  it('is the same for ever, and follows the weights', () => {
    for (const draw of people.slice(0, 100))
      expect(assignVariant(draw, variants)).toBe(assignVariant({ ...draw }, variants));
    expect(ratioFit(countsOf(people))).toBeGreaterThan(0.001);
  });

  it('does not depend on whether the contact is tested or held out', () => {
    const tested = people.filter((draw) => isTested(draw, 20));
    expect(tested.length / people.length).toBeCloseTo(0.2, 1);
    expect(ratioFit(countsOf(tested))).toBeGreaterThan(0.001);
    const both = tested.filter((draw) => isHeldOut(draw, 10)).length;
    expect(both / tested.length).toBeCloseTo(0.1, 1);
  });

  it('is found broken when a variant is short of people', () => {
    const broken = [
      { key: 'a', weight: 1, assigned: 5000 },
      { key: 'b', weight: 1, assigned: 4400 },
    ];
    expect(ratioFit(broken)).toBeLessThan(0.001);
    expect(ratioFitAlways(broken)).toBeLessThan(0.001);
    expect(ratioFitAlways(broken.map((count) => ({ ...count, assigned: 5000 })))).toBe(1);
  });
});
