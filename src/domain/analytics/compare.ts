import type { Metrics } from '../../contracts/analytics.ts';
import { type ComparedRate, type Comparison, comparedRates } from '../../contracts/comparison.ts';
import { difference, points, type Share, shareOf } from './newcombe.ts';

/** A campaign and its numbers of all time. */
export interface Compared {
  readonly campaignId: string;
  readonly name: string;
  readonly status: string;
  readonly metrics: Metrics;
}

interface RateKind {
  readonly words: string;
  readonly hits: (metrics: Metrics) => number;
  readonly of: 'emailsSent' | 'emailsDelivered';
  /** Which end is the good one. */
  readonly best: 'highest' | 'lowest';
}

const kinds: { readonly [R in ComparedRate]: RateKind } = {
  deliveryRate: { words: 'deliveries', hits: (m) => m.emailsDelivered, of: 'emailsSent', best: 'highest' },
  openRate: { words: 'opens', hits: (m) => m.uniqueOpens, of: 'emailsDelivered', best: 'highest' },
  clickRate: { words: 'clicks', hits: (m) => m.uniqueClicks, of: 'emailsDelivered', best: 'highest' },
  replyRate: { words: 'replies', hits: (m) => m.replies, of: 'emailsDelivered', best: 'highest' },
  unsubscribeRate: { words: 'unsubscribes', hits: (m) => m.unsubscribes, of: 'emailsDelivered', best: 'lowest' },
  bounceRate: { words: 'bounces', hits: (m) => m.emailsBounced, of: 'emailsSent', best: 'lowest' },
  conversionRate: { words: 'conversions', hits: (m) => m.conversions, of: 'emailsDelivered', best: 'highest' },
};

interface Entrant {
  readonly campaignId: string;
  readonly name: string;
  readonly hits: number;
  readonly of: number;
  readonly share: Share;
}

function entrantOf(rate: ComparedRate, { campaignId, name, metrics }: Compared): Entrant {
  const { hits, of } = kinds[rate];
  const counted = { hits: hits(metrics), of: metrics[of] };
  return { campaignId, name, ...counted, share: shareOf(counted.hits, counted.of) };
}

const twoDecimals = (share: number): number => Math.round(share * 10_000) / 100;

const shown = ({ hits, of, share: { rate, low, high } }: Entrant) => ({
  hits,
  of,
  rate: twoDecimals(rate),
  low: twoDecimals(low),
  high: twoDecimals(high),
});

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const named = ({ name, share, of }: Entrant): string => `“${name}” has ${percent(share.rate)} of ${of}`;

/** The good end first; whoever sent nothing comes last. */
function ranked(rate: ComparedRate, campaigns: readonly Compared[]): readonly Entrant[] {
  const sign = kinds[rate].best === 'highest' ? -1 : 1;
  return campaigns
    .map((campaign) => entrantOf(rate, campaign))
    .toSorted((a, b) => Number(a.of === 0) - Number(b.of === 0) || sign * (a.share.rate - b.share.rate));
}

function findingOf(rate: ComparedRate, campaigns: readonly Compared[]): Comparison['findings'][number] {
  const { words } = kinds[rate];
  const all = ranked(rate, campaigns);
  const [best, second] = all;
  if (!best || !second || second.of === 0)
    return { rate, best: null, certain: false, sentence: `Not enough mails to compare ${words}.` };
  const lifts = all
    .slice(1)
    .filter(({ of }) => of > 0)
    .map(({ share }) => difference(best.share, share));
  const certain = lifts.every(({ low, high }) => low > 0 || high < 0);
  const { lift, low, high } = difference(best.share, second.share);
  const verdict = certain ? 'More than chance.' : 'The difference may be chance.';
  return {
    rate,
    best: best.campaignId,
    certain,
    sentence: `Of ${words}, ${named(best)}, ${named(second)}: ${points(lift)} points (95 % interval ${points(low)} to ${points(high)}). ${verdict}`,
  };
}

/** Campaigns side by side: their rates with intervals, and which is ahead of the others by more than chance. */
export const compare = (campaigns: readonly Compared[]): Comparison => ({
  campaigns: campaigns.map((campaign) => ({
    ...campaign,
    rates: {
      deliveryRate: shown(entrantOf('deliveryRate', campaign)),
      openRate: shown(entrantOf('openRate', campaign)),
      clickRate: shown(entrantOf('clickRate', campaign)),
      replyRate: shown(entrantOf('replyRate', campaign)),
      unsubscribeRate: shown(entrantOf('unsubscribeRate', campaign)),
      bounceRate: shown(entrantOf('bounceRate', campaign)),
      conversionRate: shown(entrantOf('conversionRate', campaign)),
    },
  })),
  findings: comparedRates.map((rate) => findingOf(rate, campaigns)),
});
