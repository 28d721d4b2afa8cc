import type * as z from 'zod';
import type { Analytics, Books, Metrics } from '../src/contracts/analytics.ts';

type Numbers = z.infer<typeof Metrics>;

export interface DemoResult {
  readonly campaign: { readonly id: string; readonly name: string; readonly status: string };
  readonly analytics: Analytics;
  readonly books: Books;
  readonly virtualDays: number;
  readonly wallSeconds: number;
  readonly cost: DemoCost;
}

/** What the campaign would have cost on AWS, in dollars, by the meter of the embedded cloud. */
export interface DemoCost {
  readonly usd: number;
  /** The part that SES charges for mails. */
  readonly sesUsd: number;
  readonly usdPer1000Contacts: number;
  readonly byService: Readonly<Record<string, number>>;
}

const summary = (metrics: Numbers) => ({
  sent: metrics.emailsSent,
  delivered: metrics.emailsDelivered,
  bounced: metrics.emailsBounced,
  uniqueOpens: metrics.uniqueOpens,
  uniqueClicks: metrics.uniqueClicks,
  replies: metrics.replies,
  unsubscribes: metrics.unsubscribes,
  complaints: metrics.spamComplaints,
  rates: {
    delivery: metrics.deliveryRate,
    open: metrics.openRate,
    click: metrics.clickRate,
    reply: metrics.replyRate,
    unsubscribe: metrics.unsubscribeRate,
    bounce: metrics.bounceRate,
    complaint: metrics.complaintRate,
  },
});

/** What `--json FILE` writes. */
export const demoJson = ({ campaign, analytics, books, virtualDays, wallSeconds, cost }: DemoResult) => ({
  campaign: { id: campaign.id, status: campaign.status },
  overall: summary(analytics.overall),
  steps: analytics.byStep.map(({ name, metrics }) => ({ name, ...summary(metrics) })),
  books: { balanced: books.balanced, settled: books.settled, enrollments: books.enrollments, steps: books.steps },
  virtualDays,
  wallSeconds,
  costUsd: cost.usd,
  cost,
});

const dollars = (usd: number): string => `$${usd.toFixed(3)}`;
const percent = (rate: number): string => `${rate.toFixed(1)}%`;
const width = 53;
const boxed = (lines: readonly string[]): string =>
  [`┌${'─'.repeat(width)}┐`, ...lines.map((line) => `│ ${line.padEnd(width - 1)}│`), `└${'─'.repeat(width)}┘`].join(
    '\n',
  );

/** The specification's dashboard: overall box and step table. */
export function dashboardText({ campaign, analytics, books, virtualDays, wallSeconds, cost }: DemoResult): string {
  const all = analytics.overall;
  const box = boxed([
    `Sent: ${all.emailsSent} | Delivered: ${all.emailsDelivered} (${percent(all.deliveryRate)})`,
    `Opens: ${all.uniqueOpens} (${percent(all.openRate)}) | Clicks: ${all.uniqueClicks} (${percent(all.clickRate)})`,
    `Replies: ${all.replies} (${percent(all.replyRate)}) | Unsubscribes: ${all.unsubscribes} (${percent(all.unsubscribeRate)})`,
    `Bounces: ${all.emailsBounced} (${percent(all.bounceRate)}) | Complaints: ${all.spamComplaints} (${percent(all.complaintRate)})`,
  ]);
  const steps = analytics.byStep.map(
    ({ stepOrder, metrics }) =>
      `Email ${stepOrder}: ${metrics.emailsSent} sent | ${percent(metrics.openRate)} open | ${percent(metrics.clickRate)} click`,
  );
  return [
    `Campaign: ${campaign.name}`,
    `Status: ${campaign.status}`,
    '',
    'Overall Performance:',
    box,
    '',
    'Step Performance:',
    ...steps,
    '',
    `On AWS: ${dollars(cost.usd)}, of which SES ${dollars(cost.sesUsd)} | ${dollars(cost.usdPer1000Contacts)} per 1,000 contacts`,
    `Books: ${books.balanced ? 'balanced' : 'NOT balanced'} | ${virtualDays} virtual days in ${wallSeconds} s`,
  ].join('\n');
}
