import * as z from 'zod';
import { Metrics } from './analytics.ts';
import { StoredInstant } from './primitives.ts';
import { CohortCell, HourCell, LinkCell } from './tally.ts';

const count = z.number().int();
const rate = z.number().meta({ description: 'Per cent with two decimals; 0 where the denominator is 0.' });

/** Revenue is counted by step and day only. */
export const Figures = Metrics.omit({ revenue: true }).meta({ id: 'Figures' });
export type Figures = z.infer<typeof Figures>;

export const FunnelStep = z
  .object({
    stepId: z.string().nullable().meta({ description: 'null for the entry into the campaign.' }),
    name: z.string(),
    stepOrder: count.meta({ description: '0 for the entry, then the email steps from 1.' }),
    reached: count.meta({ description: 'Visits of contacts that got this mail, each once.' }),
    wentOn: count.meta({ description: 'Of these, those that got another mail later.' }),
    waiting: count.meta({ description: 'Those that wait for what comes next.' }),
    ended: z.record(z.string(), count).meta({ description: 'Those that ended here: `completed`, or why.' }),
    dropOff: count.meta({ description: 'Those that ended here for another reason than the end of the sequence.' }),
    dropOffRate: rate,
    sentence: z.string(),
  })
  .meta({ id: 'FunnelStep' });
export type FunnelStep = z.infer<typeof FunnelStep>;

const CohortCounts = CohortCell.extend({
  openRate: rate,
  clickRate: rate,
  replyRate: rate,
  conversionRate: rate,
  unsubscribeRate: rate,
});

export const CampaignReport = z
  .object({
    campaignId: z.string(),
    asOf: StoredInstant.nullable().meta({
      description: 'When the ledger was last counted; null before the first count. POST …/recount counts it again.',
    }),
    timezone: z.string(),
    funnel: z.array(FunnelStep),
    hours: z
      .array(HourCell.extend({ weekday: count, hour: count, openRate: rate, clickRate: rate }))
      .meta({ description: 'Hours of the week in which anything happened. weekday: 1 for Monday.' }),
    links: z.array(LinkCell.extend({ stepId: z.string(), href: z.string(), share: rate })).meta({
      description: 'By step, the most clicked first. href as the template writes it; share of the clicks of the step.',
    }),
    domains: z.array(z.object({ domain: z.string(), metrics: Figures })),
    providers: z.array(
      z.object({ provider: z.string().meta({ description: 'One of `MailboxProvider`.' }), metrics: Figures }),
    ),
    segments: z.array(z.object({ segmentId: z.string(), name: z.string().nullable(), metrics: Figures })).meta({
      description: 'By the segments in which the contacts were at the time of the count; one may be in several.',
    }),
    cohorts: z.object({
      byDay: z.array(CohortCounts.extend({ date: z.string() })),
      byWeek: z.array(CohortCounts.extend({ week: z.string().meta({ description: 'The Monday of the week.' }) })),
    }),
  })
  .meta({
    id: 'CampaignReport',
    description:
      'What the ledger says beyond the counters. Opens and clicks are those of people, unless named otherwise.',
  });
export type CampaignReport = z.infer<typeof CampaignReport>;
