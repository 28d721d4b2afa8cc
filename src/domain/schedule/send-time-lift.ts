export interface ArmCounts {
  readonly sent: number;
  /** Mails opened by a person. */
  readonly opened: number;
  /** Mails clicked by a person. */
  readonly clicked: number;
}

/** A rate of the optimized sends less that of the random control, with its 95 % interval; shares, 0.02 for two percentage points. */
export interface RateLift {
  readonly optimized: number;
  readonly explored: number;
  readonly lift: number;
  readonly low: number;
  readonly high: number;
}

export interface SendTimeLift {
  /** False below 100 sends on either side: the figures then mean nothing. */
  readonly enough: boolean;
  readonly opens: RateLift;
  readonly clicks: RateLift;
  readonly sentence: string;
}

const leastSends = 100;
/** 97.5 % quantile of the normal distribution. */
const z = 1.959963984540054;

interface Interval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** Wilson's score interval of a share (Wilson 1927); nothing sent says nothing. */
function wilson(hits: number, of: number): Interval {
  if (of <= 0) return { rate: 0, low: 0, high: 1 };
  const rate = Math.min(1, Math.max(0, hits / of));
  const middle = rate + (z * z) / (2 * of);
  const spread = z * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return { rate, low: (middle - spread) / scale, high: (middle + spread) / scale };
}

/** The difference of two shares: method 10 of Newcombe (1998), built from the two Wilson intervals. */
function difference(one: Interval, other: Interval): RateLift {
  const lift = one.rate - other.rate;
  return {
    optimized: one.rate,
    explored: other.rate,
    lift,
    low: lift - Math.hypot(one.rate - one.low, other.high - other.rate),
    high: lift + Math.hypot(one.high - one.rate, other.rate - other.low),
  };
}

function points(share: number): string {
  const text = Math.abs(share * 100).toFixed(1);
  if (Number(text) === 0) return text;
  return share < 0 ? `−${text}` : `+${text}`;
}

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
  const opens = difference(wilson(optimized.opened, optimized.sent), wilson(explored.opened, explored.sent));
  const clicks = difference(wilson(optimized.clicked, optimized.sent), wilson(explored.clicked, explored.sent));
  const enough = Math.min(optimized.sent, explored.sent) >= leastSends;
  const sentence = enough
    ? `Mails at optimized times were opened ${rateInWords(opens)} and clicked ${rateInWords(clicks)}.`
    : `Not enough data: ${optimized.sent} optimized and ${explored.sent} random sends; the comparison needs ${leastSends} of each.`;
  return { enough, opens, clicks, sentence };
}
