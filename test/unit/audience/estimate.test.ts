import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cluster, estimateCount } from '../../../src/domain/audience/estimate.ts';

const cluster: fc.Arbitrary<Cluster> = fc
  .tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([size, share]) => ({ size, matched: Math.round(size * share) }));
const sizeOf = (clusters: readonly Cluster[]): number => clusters.reduce((sum, { size }) => sum + size, 0);
const foundIn = (clusters: readonly Cluster[]): number => clusters.reduce((sum, { matched }) => sum + matched, 0);

/** A small generator with a seed (Park and Miller), so that the draws are the same in every run. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('the estimate of a count', () => {
  it('lies in its interval, which holds at least who was found and at most everybody not seen besides', () => {
    fc.assert(
      fc.property(fc.array(cluster, { maxLength: 30 }), fc.nat(100), fc.nat(1_000_000), (clusters, more, unseen) => {
        const contacts = sizeOf(clusters) + unseen;
        const { count, low, high } = estimateCount(clusters, clusters.length + more + 1, contacts);
        expect(low).toBeGreaterThanOrEqual(foundIn(clusters));
        expect(count).toBeGreaterThanOrEqual(low);
        expect(high).toBeGreaterThanOrEqual(count);
        expect(high).toBeLessThanOrEqual(foundIn(clusters) + unseen);
      }),
    );
  });

  it('is the share of the sample, times the contacts', () => {
    const clusters = Array.from({ length: 20 }, () => ({ size: 500, matched: 100 }));
    expect(estimateCount(clusters, 200, 100_000).count).toBe(20_000);
  });

  it('does not say "nobody" for certain where nobody was found', () => {
    const clusters = Array.from({ length: 10 }, () => ({ size: 500, matched: 0 }));
    const { count, low, high } = estimateCount(clusters, 200, 100_000);
    expect([count, low]).toEqual([0, 0]);
    expect(high).toBeGreaterThan(50);
    expect(high).toBeLessThan(100);
  });

  it('says of one stretch only what it saw', () => {
    expect(estimateCount([{ size: 500, matched: 50 }], 10, 5_000)).toEqual({ count: 500, low: 50, high: 4_550 });
  });

  it('holds the true count in 95 of 100 samples, although neighbours are alike', () => {
    const random = draws(7);
    const runs = 400;
    const all = Array.from({ length: 200 }, (_, i) => {
      const share = i < 100 ? 0.1 : 0.6;
      return { size: 500, matched: Array.from({ length: 500 }, () => random() < share).filter(Boolean).length };
    });
    const truth = foundIn(all);
    const hits = Array.from({ length: runs }, () => {
      const sample = all
        .map((one) => ({ one, at: random() }))
        .toSorted((a, b) => a.at - b.at)
        .slice(0, 20);
      const drawn = sample.map(({ one }) => one);
      const { low, high } = estimateCount(drawn, all.length, sizeOf(all));
      return low <= truth && truth <= high;
    });
    expect(hits.filter(Boolean).length / runs).toBeGreaterThanOrEqual(0.93);
  });
});
