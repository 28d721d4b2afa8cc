import { type Counters, counterNames, type Metrics } from '../../contracts/analytics.ts';
import { addMills, type Mills, revenueOf } from './mills.ts';

export const noCounters: Counters = {
  emailsSent: 0,
  emailsDelivered: 0,
  emailsBounced: 0,
  softBounces: 0,
  uniqueOpens: 0,
  totalOpens: 0,
  machineOpens: 0,
  uniqueClicks: 0,
  totalClicks: 0,
  machineClicks: 0,
  replies: 0,
  spamComplaints: 0,
  unsubscribes: 0,
  emailsSkipped: 0,
  emailsFailed: 0,
  emailsUnknown: 0,
  goals: 0,
  conversions: 0,
  autoReplied: 0,
  unknownOpens: 0,
  unknownClicks: 0,
};

export function addCounters(...all: readonly Partial<Counters>[]): Counters {
  const sum = { ...noCounters };
  for (const counters of all) for (const name of counterNames) sum[name] += counters[name] ?? 0;
  return sum;
}

/** Per cent with two decimals; 0 of 0 is 0. */
export const rate = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100;

/** Counters with their rates. Delivery and bounce are of sent, everything else of delivered (domain §6). */
export const metricsOf = ({ goals: _, ...counters }: Counters, mills: Mills = {}): Metrics => ({
  ...counters,
  revenue: revenueOf(mills),
  humanOpens: counters.totalOpens - counters.unknownOpens,
  humanClicks: counters.totalClicks - counters.unknownClicks,
  allOpens: counters.totalOpens + counters.machineOpens,
  allClicks: counters.totalClicks + counters.machineClicks,
  deliveryRate: rate(counters.emailsDelivered, counters.emailsSent),
  bounceRate: rate(counters.emailsBounced, counters.emailsSent),
  openRate: rate(counters.uniqueOpens, counters.emailsDelivered),
  clickRate: rate(counters.uniqueClicks, counters.emailsDelivered),
  replyRate: rate(counters.replies, counters.emailsDelivered),
  unsubscribeRate: rate(counters.unsubscribes, counters.emailsDelivered),
  complaintRate: rate(counters.spamComplaints, counters.emailsDelivered),
});

/** The metrics of counter rows, added up. */
export const metricsOfRows = (rows: readonly { readonly counters: Counters; readonly mills: Mills }[]): Metrics =>
  metricsOf(addCounters(...rows.map(({ counters }) => counters)), addMills(...rows.map(({ mills }) => mills)));
