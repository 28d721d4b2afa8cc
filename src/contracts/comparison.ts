import * as z from 'zod';
import { Metrics } from './analytics.ts';

const percent = z.number().meta({ description: 'Per cent with two decimals.' });

const Interval = z
  .object({ hits: z.number().int(), of: z.number().int(), rate: percent, low: percent, high: percent })
  .meta({ id: 'RateInterval', description: 'A rate with its 95 % interval (Wilson).' });

const Rates = z.object({
  deliveryRate: Interval,
  openRate: Interval,
  clickRate: Interval,
  replyRate: Interval,
  unsubscribeRate: Interval,
  bounceRate: Interval,
  conversionRate: Interval.meta({ description: 'Goal events by delivered mails, at most 100.' }),
});
export type ComparedRate = keyof z.infer<typeof Rates>;
export const comparedRates = Rates.keyof().options;

export const Comparison = z
  .object({
    campaigns: z.array(
      z.object({
        campaignId: z.string(),
        name: z.string(),
        status: z.string(),
        metrics: Metrics,
        rates: Rates,
      }),
    ),
    findings: z.array(
      z
        .object({
          rate: Rates.keyof(),
          best: z.string().nullable().meta({ description: 'The campaign; null where no mail tells.' }),
          certain: z.boolean().meta({ description: 'The best differs from every other one by more than chance.' }),
          sentence: z.string(),
        })
        .meta({ id: 'Finding' }),
    ),
  })
  .meta({
    id: 'Comparison',
    description: 'Campaigns side by side. Their audiences differ: unlike a test, this says what happened and not why.',
  });
export type Comparison = z.infer<typeof Comparison>;
