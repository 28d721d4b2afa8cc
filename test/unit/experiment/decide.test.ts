import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, type DecisionRule, decide, type VariantCount } from '../../../src/domain/experiment/decide.ts';
import { randomFrom } from './random.ts';

const count = (key: string, people: number, hits: number): VariantCount => ({
  key,
  weight: 1,
  assigned: people,
  people,
  hits,
});
const rule: DecisionRule = { alpha: 0.05, minimumPerVariant: 100, planned: 2000 };

interface Run {
  readonly rates: readonly number[];
  readonly perLook: number;
  readonly looks: number;
  readonly random: () => number;
}

/** A test looked at again and again until it decides or its time is over. */
function runTest({ rates, perLook, looks, random }: Run): Decision {
  const counts = rates.map((rate, i) => ({ key: `v${i}`, rate, weight: 1, assigned: 0, people: 0, hits: 0 }));
  const planned = rates.length * perLook * looks;
  for (let look = 1; ; look++) {
    for (let person = 0; person < perLook * rates.length; person++) {
      const drawn = counts[Math.floor(random() * counts.length)];
      if (drawn === undefined) continue;
      drawn.assigned += 1;
      drawn.people += 1;
      if (random() < drawn.rate) drawn.hits += 1;
    }
    const decision = decide(counts, { ...rule, planned }, look === looks ? 'final' : 'early');
    if (decision.state !== 'undecided' || look === looks) return decision;
  }
}

const shareOfWinners = (runs: number, run: Run, wins: (variant: string) => boolean): number =>
  Array.from({ length: runs }, () => runTest(run)).filter(
    (decision) => decision.state === 'winner' && wins(decision.variant),
  ).length / runs;

describe('deciding a test', () => {
  it('calls at most 5 % false winners in 10,000 tests of equal variants looked at 100 times', () => {
    const run = { rates: [0.05, 0.05], perLook: 10, looks: 100, random: randomFrom(1) };
    expect(shareOfWinners(10_000, run, () => true)).toBeLessThanOrEqual(0.05);
  });

  it('calls at most 5 % false winners when two of three are equally good', () => {
    const run = { rates: [0.1, 0.1, 0.02], perLook: 10, looks: 100, random: randomFrom(2) };
    expect(shareOfWinners(2000, run, () => true)).toBeLessThanOrEqual(0.05);
  });

  it('finds the better variant with the power planned for', () => {
    const run = { rates: [0.2, 0.25], perLook: 11, looks: 100, random: randomFrom(3) };
    expect(shareOfWinners(1000, run, (variant) => variant === 'v1')).toBeGreaterThan(0.77);
  });

  it('decides early when the difference is plain', () => {
    expect(decide([count('a', 500, 25), count('b', 500, 100)], rule, 'early')).toEqual({
      state: 'winner',
      variant: 'b',
      by: 'confidence_sequence',
    });
  });

  it('decides by the final test what an early look leaves open', () => {
    const counts = [count('a', 1000, 200), count('b', 1000, 245)];
    expect(decide(counts, rule, 'early')).toEqual({ state: 'undecided', why: 'no_difference' });
    expect(decide(counts, rule, 'final')).toEqual({ state: 'winner', variant: 'b', by: 'final_test' });
    expect(decide(counts, rule, 'late')).toEqual({ state: 'undecided', why: 'no_difference' });
  });

  it('decides nothing below the least number of people, nor with an empty arm', () => {
    const few = { state: 'undecided', why: 'few_people' };
    expect(decide([count('a', 99, 0), count('b', 100, 100)], rule, 'final')).toEqual(few);
    expect(decide([count('a', 0, 0), count('b', 0, 0)], { ...rule, minimumPerVariant: 0 }, 'final')).toEqual(few);
  });

  it('trusts no result when people were not split as planned', () => {
    expect(decide([count('a', 1000, 10), count('b', 1300, 300)], rule, 'final')).toMatchObject({
      state: 'invalid',
      why: 'sample_ratio',
    });
  });

  it('names the same winner whatever the order of the variants', () => {
    const arm = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(fc.array(arm, { minLength: 2, maxLength: 5 }), fc.integer({ min: 1, max: 5 }), (hits, turn) => {
        const counts = hits.map((hit, i) => count(`v${i}`, 3000, hit));
        const turned = [...counts.slice(turn), ...counts.slice(0, turn)];
        const [one, other] = [decide(counts, rule, 'final'), decide(turned, rule, 'final')];
        expect(other).toEqual(one);
      }),
    );
  });
});
