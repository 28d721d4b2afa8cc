import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counters } from '../../../src/contracts/analytics.ts';
import { comparedRates } from '../../../src/contracts/comparison.ts';
import { compare } from '../../../src/domain/analytics/compare.ts';
import { addCounters, metricsOf } from '../../../src/domain/analytics/metrics.ts';

const campaign = (name: string, counters: Partial<Counters>) => ({
  campaignId: `cmp_${name}`,
  name,
  status: 'completed',
  metrics: metricsOf(addCounters(counters)),
});
const clicked = (name: string, delivered: number, clicks: number) =>
  campaign(name, { emailsSent: delivered, emailsDelivered: delivered, uniqueClicks: clicks });
const clicksOf = (...all: Parameters<typeof compare>[0][number][]) =>
  compare(all).findings.find(({ rate }) => rate === 'clickRate');

describe('a comparison', () => {
  it('says which campaign is ahead, by how much, and that it is more than chance', () => {
    expect(clicksOf(clicked('A', 1_000, 100), clicked('B', 1_000, 200))).toEqual({
      rate: 'clickRate',
      best: 'cmp_B',
      certain: true,
      sentence:
        'Of clicks, “B” has 20.0 % of 1000, “A” has 10.0 % of 1000: +10.0 points (95 % interval +6.9 to +13.1). More than chance.',
    });
  });

  it('is not certain of a lead over one of three that may be chance', () => {
    const found = clicksOf(clicked('A', 500, 50), clicked('B', 500, 100), clicked('C', 500, 98));
    expect(found).toMatchObject({ best: 'cmp_B', certain: false });
    expect(found?.sentence).toContain('may be chance');
  });

  it('takes fewer unsubscribes and bounces for better', () => {
    const { findings } = compare([
      campaign('A', { emailsSent: 1_000, emailsDelivered: 1_000, unsubscribes: 50, emailsBounced: 0 }),
      campaign('B', { emailsSent: 1_000, emailsDelivered: 900, unsubscribes: 1, emailsBounced: 100 }),
    ]);
    const bestOf = (name: string) => findings.find(({ rate }) => rate === name)?.best;
    expect([bestOf('unsubscribeRate'), bestOf('bounceRate'), bestOf('deliveryRate')]).toEqual([
      'cmp_B',
      'cmp_A',
      'cmp_A',
    ]);
  });

  it('does not let a campaign win that has sent nothing', () => {
    for (const finding of compare([clicked('A', 100, 0), campaign('new', {})]).findings)
      expect(finding).toMatchObject({ best: null, certain: false });
    const three = clicksOf(clicked('A', 100, 1), campaign('new', {}), clicked('B', 100, 50));
    expect(three).toMatchObject({ best: 'cmp_B', certain: true });
  });

  it('gives every rate an interval around it, from 0 to 100 %', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(9_000), (sent, delivered, conversions) => {
        const counters = { emailsSent: Math.max(sent, delivered), emailsDelivered: delivered, conversions };
        const [one] = compare([campaign('A', counters)]).campaigns;
        for (const name of comparedRates) {
          const { rate, low, high } = one?.rates[name] ?? { rate: -1, low: 0, high: 0 };
          expect(low).toBeLessThanOrEqual(rate + 0.01);
          expect(high).toBeGreaterThanOrEqual(rate - 0.01);
          expect(Math.min(rate, low)).toBeGreaterThanOrEqual(0);
          expect(Math.max(rate, high)).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});
