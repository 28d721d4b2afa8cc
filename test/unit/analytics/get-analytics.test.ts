import { describe, expect, it } from 'vitest';
import { addCounters } from '../../../src/domain/analytics/metrics.ts';
import { getAnalytics } from '../../../src/usecases/analytics/get-analytics.ts';
import { aCampaign, anEmail, aSequence, at } from '../../support/builders.ts';

const variants = [
  { key: 'a', subject: 'A' },
  { key: 'b', subject: 'B' },
];
const sequences = [
  aSequence(anEmail('old', null), anEmail('unused', null)),
  aSequence(anEmail('tested', 'plain', { variants }), anEmail('plain', null)),
];
const rowOf = (stepId: string, variant: string, emailsSent: number) => ({
  day: '2026-11-25',
  stepId,
  variant,
  counters: addCounters({ emailsSent }),
  mills: { EUR: emailsSent * 1_000 },
});
const rows = [
  rowOf('tested', 'test:a', 10),
  rowOf('tested', 'optimized+test:a', 5),
  rowOf('tested', 'test:b', 12),
  rowOf('tested', 'outcome:b', 100),
  rowOf('plain', '-', 7),
  rowOf('old', '-', 3),
];

const analytics = async () => {
  const read = await getAnalytics({
    campaigns: {
      get: async () => aCampaign({ version: 2 }),
      getDraft: async () => aSequence(),
      getVersion: async (_, __, number) => {
        const sequence = sequences[number - 1];
        return sequence && { number, sequence, contentHash: 'x', publishedAt: at('2026-11-25') };
      },
    },
    stats: { read: async () => rows, getBooks: async () => undefined },
  })({ tenantId: 'ten_1', principal: 'key:1' }, 'cmp_1', {});
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
};

describe('analytics', () => {
  it('tell the mails of a test from those sent as its outcome, however their time was chosen', async () => {
    const { byVariant } = await analytics();
    expect(byVariant.map(({ stepId, key, role, metrics }) => [stepId, key, role, metrics.emailsSent])).toEqual([
      ['tested', 'a', 'test', 15],
      ['tested', 'b', 'test', 12],
      ['tested', 'b', 'outcome', 100],
    ]);
    expect(byVariant[0]?.metrics.revenue).toEqual({ EUR: 15 });
  });

  it('list the steps of the running version, then older ones that have numbers, and add up', async () => {
    const { byStep, overall, daily } = await analytics();
    expect(byStep.map(({ stepId, stepOrder, metrics }) => [stepId, stepOrder, metrics.emailsSent])).toEqual([
      ['tested', 1, 127],
      ['plain', 2, 7],
      ['old', 3, 3],
    ]);
    expect([overall.emailsSent, daily[0]?.metrics.emailsSent]).toEqual([137, 137]);
  });
});
