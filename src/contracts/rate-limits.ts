export type RateClass = 'read' | 'write' | 'bulk';

export interface RateLimit {
  /** Requests a second that can go on for ever. */
  readonly perSecond: number;
  /** Requests that may come at once after a rest. */
  readonly burst: number;
}

/** What one API key may ask, by the `rate` of a route. `RATE_LIMIT_SCALE` multiplies every number; 0 switches the limits off. */
export const keyLimits: { readonly [C in RateClass]: RateLimit } = {
  read: { perSecond: 50, burst: 100 },
  write: { perSecond: 20, burst: 40 },
  bulk: { perSecond: 2, burst: 4 },
};

/** All keys of an organization together may ask this many times as much as one. */
export const tenantFactor = 4;

export const scaled = (limit: RateLimit, factor: number): RateLimit => ({
  perSecond: limit.perSecond * factor,
  burst: Math.max(1, Math.round(limit.burst * factor)),
});
