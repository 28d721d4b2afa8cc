import { type ShareInterval, wilson, z95 } from '../wilson.ts';

/** A share with its 95 % interval. */
export interface Share extends ShareInterval {
  readonly rate: number;
}

/** A share less another, with its 95 % interval; 0.02 for two percentage points. */
export interface Difference {
  readonly lift: number;
  readonly low: number;
  readonly high: number;
}

/** The share with its interval; nothing of nothing says nothing. */
export function shareOf(hits: number, of: number): Share {
  if (of <= 0) return { rate: 0, low: 0, high: 1 };
  const rate = Math.min(1, Math.max(0, hits / of));
  return { rate, ...wilson(rate, of, z95) };
}

/** The difference of two shares: method 10 of Newcombe (1998), built from the two Wilson intervals. */
export function difference(one: Share, other: Share): Difference {
  const lift = one.rate - other.rate;
  return {
    lift,
    low: lift - Math.hypot(one.rate - one.low, other.high - other.rate),
    high: lift + Math.hypot(one.high - one.rate, other.rate - other.low),
  };
}

/** A difference of shares in percentage points, with its sign. */
export function points(share: number): string {
  const text = Math.abs(share * 100).toFixed(1);
  if (Number(text) === 0) return text;
  return share < 0 ? `−${text}` : `+${text}`;
}
