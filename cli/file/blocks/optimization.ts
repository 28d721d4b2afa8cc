import * as z from 'zod';
import { ClockTime } from '../../../src/contracts/send-window.ts';
import { type Translated, translated } from './block.ts';

const evidence = [
  'historical_open_times',
  'historical_click_times',
  'industry_benchmarks',
  'contact_behavior_patterns',
] as const;

/** The specification's send-time optimization. */
export const SendOptimization = z
  .strictObject({
    enabled: z.boolean(),
    strategy: z.literal('engagement_based', { error: 'Only engagement_based is known.' }).optional(),
    analysis: z
      .array(z.enum(evidence, { error: `Give some of ${evidence.join(', ')}.` }))
      .optional()
      .meta({ description: 'All four are always looked at (docs/scheduling.md).' }),
    optimization_window: z
      .strictObject({
        start: ClockTime,
        end: z.string(),
        timezone: z
          .literal('recipient_local', { error: 'Only recipient_local: times are those of the reader.' })
          .optional(),
      })
      .optional(),
  })
  .meta({ description: 'Chooses the time of day at which each contact is likely to read.' });

export function translateOptimization({
  enabled,
  optimization_window: window,
}: z.infer<typeof SendOptimization>): Translated {
  const source = ['send_optimization'];
  const range = window ? { from: window.start, to: window.end } : {};
  return translated(
    { sendWindow: { optimize: { enabled, ...range } } },
    {
      origins: [
        { native: ['sendWindow', 'optimize'], source },
        { native: ['sendWindow', 'optimize', 'from'], source: [...source, 'optimization_window', 'start'] },
        { native: ['sendWindow', 'optimize', 'to'], source: [...source, 'optimization_window', 'end'] },
      ],
    },
  );
}
