import { type Difference, difference, points, type Share, shareOf } from '../analytics/newcombe.ts';

export interface ArmCounts {
  readonly sent: number;
  /** Mails opened by a person. */
  readonly opened: number;
  /** Mails clicked by a person. */
  readonly clicked: number;
}

/** A rate of the optimized sends less that of the random control, with its 95 % interval; shares, 0.02 for two percentage points. */
export interface RateLift extends Difference {
  readonly optimized: number;
  readonly explored: number;
}

export interface SendTimeLift {
  /** False below 100 sends on either side: the figures then mean nothing. */
  readonly enough: boolean;
  readonly opens: RateLift;
  readonly clicks: RateLift;
  readonly sentence: string;
}

const leastSends = 100;

const liftOf = (one: Share, other: Share): RateLift => ({
  optimized: one.rate,
  explored: other.rate,
  ...difference(one, other),
});

const verdict = ({ low, high }: RateLift): string => {
  if (low > 0) return 'more';
  return high < 0 ? 'less' : 'not provably more or less';
};

const rateInWords = (rate: RateLift): string =>
  `${verdict(rate)} often than at random times (${points(rate.lift)} points, 95 % interval ${points(rate.low)} to ${points(rate.high)})`;

/** What send-time optimization brings: human rates of optimized sends against those of the sends that explored at random. */
export function sendTimeLift({
  optimized,
  explored,
}: {
  readonly optimized: ArmCounts;
  readonly explored: ArmCounts;
}): SendTimeLift {
  const opens = liftOf(shareOf(optimized.opened, optimized.sent), shareOf(explored.opened, explored.sent));
  const clicks = liftOf(shareOf(optimized.clicked, optimized.sent), shareOf(explored.clicked, explored.sent));
  const enough = Math.min(optimized.sent, explored.sent) >= leastSends;
  const sentence = enough
    ? `Mails at optimized times were opened ${rateInWords(opens)} and clicked ${rateInWords(clicks)}.`
    : `Not enough data: ${optimized.sent} optimized and ${explored.sent} random sends; the comparison needs ${leastSends} of each.`;
  return { enough, opens, clicks, sentence };
}
