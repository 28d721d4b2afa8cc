import type * as z from 'zod';
import type { Analytics, Books, Metrics } from '../src/contracts/analytics.ts';
import type { Simulation } from '../src/contracts/simulation.ts';

type Numbers = z.infer<typeof Metrics>;

export interface DemoResult {
  readonly campaign: { readonly id: string; readonly name: string; readonly status: string };
  readonly analytics: Analytics;
  readonly books: Books;
  /** What the simulation said before the launch. */
  readonly foretold: Simulation;
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

/** Mails by day in the zone of the campaign: foretold, and sent. */
function calendarOf({ analytics, foretold }: Pick<DemoResult, 'analytics' | 'foretold'>) {
  const sent = new Map(analytics.daily.map(({ date, metrics }) => [date, metrics.emailsSent]));
  const expected = new Map(foretold.daily.map(({ day, mails }) => [day, mails]));
  return [...new Set([...sent.keys(), ...expected.keys()])]
    .sort()
    .map((day) => ({ day, foretold: expected.get(day) ?? 0, sent: sent.get(day) ?? 0 }))
    .filter((row) => row.foretold > 0 || row.sent > 0);
}

/** What `--json FILE` writes. */
export const demoJson = ({ campaign, analytics, books, foretold, virtualDays, wallSeconds, cost }: DemoResult) => ({
  campaign: { id: campaign.id, status: campaign.status },
  overall: summary(analytics.overall),
  steps: analytics.byStep.map(({ name, metrics }) => ({ name, ...summary(metrics) })),
  books: { balanced: books.balanced, settled: books.settled, enrollments: books.enrollments, steps: books.steps },
  calendar: calendarOf({ analytics, foretold }),
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
export function dashboardText(result: DemoResult): string {
  const { campaign, analytics, books, virtualDays, wallSeconds, cost } = result;
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
  const days = calendarOf(result).map(
    ({ day, foretold, sent }) => `${day}: ${sent} mails sent | ${foretold} were foretold`,
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
    'Calendar:',
    ...days,
    '',
    `On AWS: ${dollars(cost.usd)}, of which SES ${dollars(cost.sesUsd)} | ${dollars(cost.usdPer1000Contacts)} per 1,000 contacts`,
    `Books: ${books.balanced ? 'balanced' : 'NOT balanced'} | ${virtualDays} virtual days in ${wallSeconds} s`,
  ].join('\n');
}
