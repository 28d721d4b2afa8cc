import * as z from 'zod';
import { Revenue } from './goal.ts';
import { sentVariantRoles } from './message.ts';
import { StoredInstant } from './primitives.ts';

/** Everything counted, once each; the order is the order in replies. */
export const counterNames = [
  'emailsSent',
  'emailsDelivered',
  'emailsBounced',
  'softBounces',
  'uniqueOpens',
  'totalOpens',
  'machineOpens',
  'uniqueClicks',
  'totalClicks',
  'machineClicks',
  'replies',
  'spamComplaints',
  'unsubscribes',
  'emailsSkipped',
  'emailsFailed',
  'emailsUnknown',
  'goals',
  'conversions',
  'autoReplied',
  'unknownOpens',
  'unknownClicks',
] as const;
/** Of mails that are counted under their step alone. */
export const noVariant = '-';
export type CounterName = (typeof counterNames)[number];
export type Counters = Record<CounterName, number>;

const count = z.number().int();
const rate = z.number().meta({ description: 'Per cent with two decimals; 0 where the denominator is 0.' });

const counted = {
  emailsSent: count,
  emailsDelivered: count,
  emailsBounced: count,
  softBounces: count.default(0).meta({ description: 'Of the bounces those of mailboxes that may take the next mail.' }),
  uniqueOpens: count,
  totalOpens: count,
  machineOpens: count,
  uniqueClicks: count,
  totalClicks: count,
  machineClicks: count,
  replies: count,
  spamComplaints: count,
  unsubscribes: count,
  emailsSkipped: count,
  emailsFailed: count,
  emailsUnknown: count,
  conversions: count,
  autoReplied: count,
  unknownOpens: count
    .default(0)
    .meta({ description: 'Of `totalOpens` those with a sign of a machine too weak to tell.' }),
  unknownClicks: count
    .default(0)
    .meta({ description: 'Of `totalClicks` those with a sign of a machine too weak to tell.' }),
};

export const Metrics = z
  .object({
    ...counted,
    conversions: count.meta({ description: 'Goal events that followed a mail; see `goal` of the campaign.' }),
    autoReplied: count.meta({ description: 'Automatic answers; never part of the reply rate.' }),
    revenue: Revenue.meta({ description: 'What the conversions were worth, by currency.' }),
    humanOpens: count.meta({ description: 'Of `totalOpens` those without any sign of a machine.' }),
    humanClicks: count.meta({ description: 'Of `totalClicks` those without any sign of a machine.' }),
    allOpens: count.meta({ description: '`humanOpens` + `unknownOpens` + `machineOpens`.' }),
    allClicks: count.meta({ description: '`humanClicks` + `unknownClicks` + `machineClicks`.' }),
    deliveryRate: rate,
    openRate: rate,
    clickRate: rate,
    replyRate: rate,
    unsubscribeRate: rate,
    bounceRate: rate,
    complaintRate: rate,
  })
  .meta({
    id: 'Metrics',
    description:
      'Opens and clicks are those of people, unknown ones among them; machine ones stand beside them. Delivery and bounce rates are of sent, all others of delivered.',
  });
export type Metrics = z.infer<typeof Metrics>;

export const StepMetrics = z
  .object({ stepId: z.string(), name: z.string(), stepOrder: z.number().int(), metrics: Metrics })
  .meta({ id: 'StepMetrics' });

export const Analytics = z
  .object({
    campaignId: z.string(),
    startDate: z.string().nullable(),
    endDate: z.string().nullable(),
    timezone: z.string(),
    overall: Metrics,
    byStep: z.array(StepMetrics),
    byVariant: z
      .array(z.object({ stepId: z.string(), key: z.string(), role: z.enum(sentVariantRoles), metrics: Metrics }))
      .meta({ description: 'Of A/B tests: mails of the test apart from those sent as its outcome.' }),
    daily: z.array(z.object({ date: z.string(), metrics: Metrics })),
  })
  .meta({ id: 'Analytics' });
export type Analytics = z.infer<typeof Analytics>;

export const reasons = z.record(z.string(), count);

export const StepBooks = z.object({
  stepId: z.string(),
  planned: count,
  sent: count,
  claimed: count,
  held: count,
  pending: count.meta({ description: 'Planned and still on the way to a claim.' }),
  unknown: count,
  skipped: reasons,
  failed: reasons,
});
export type StepBooks = z.infer<typeof StepBooks>;

export const Books = z
  .object({
    at: StoredInstant.nullable().meta({ description: 'When the rows were last counted; null before the first count.' }),
    balanced: z.boolean().meta({
      description:
        'planned = sent + skipped + failed + unknown + held + claimed + pending at every step, and the counters agree.',
    }),
    settled: z.boolean().meta({
      description: 'Every planned mail was sent, skipped, failed or given up; nothing is held, claimed or pending.',
    }),
    enrollments: z
      .record(z.string(), count)
      .meta({ description: 'Enrollments by status, and by reason for those that exited.' }),
    steps: z.array(StepBooks),
    drift: z.array(z.object({ stepId: z.string(), counter: z.string(), counted: count, rows: count })),
  })
  .meta({ id: 'Books' });
export type Books = z.infer<typeof Books>;

/** Counters by step. */
export const countersByStep = z.record(
  z.string(),
  z.object({
    ...counted,
    goals: count.default(0),
    conversions: count.default(0),
    autoReplied: count.default(0),
  }),
);

const share = z.number().meta({ description: 'A share from 0 to 1.' });
const RateLift = z.object({ optimized: share, explored: share, lift: share, low: share, high: share });

export const SendTimeReport = z
  .object({
    optimized: z.object({ sent: count, opened: count, clicked: count }),
    explored: z.object({ sent: count, opened: count, clicked: count }),
    enough: z.boolean().meta({ description: 'False below 100 sends on either side: the figures then mean nothing.' }),
    opens: RateLift,
    clicks: RateLift,
    sentence: z.string(),
  })
  .meta({
    id: 'SendTimeReport',
    description: 'What send-time optimization brought: mails at optimized times against those at random ones.',
  });
export type SendTimeReport = z.infer<typeof SendTimeReport>;
