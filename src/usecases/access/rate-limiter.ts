import type { RateLimit } from '../../contracts/rate-limits.ts';
import type { BucketName, RateStore } from '../ports/access-stores.ts';

/*
 * A token bucket as one number: the time at which it is full again. Each container decides by its own copy and reports what it let
 * through in batches, so a request waits for no database. Reports are never refused, hence the bounds of what passes beyond a limit:
 * one batch per container at a time, and the trickle that is not worth a report, 5 % of the rate per container.
 */
const batchShare = 0.4;
const trickleShare = 0.05;
const reportEveryMs = 1000;
/** A bucket this far from full was written by a clock that went wrong. */
const farMs = 60_000;
const maxBuckets = 1000;

interface Bucket {
  fullAt: number;
  /** Let through and not yet reported, since when. */
  pending: number;
  since: number;
  /** The shared time as last heard of. */
  seen: number;
}

export interface Limited {
  readonly name: BucketName;
  readonly limit: RateLimit;
}

export interface Standing {
  readonly limit: RateLimit;
  /** Requests that would pass now. */
  readonly remaining: number;
  /** Seconds until the bucket is full again. */
  readonly fullIn: number;
}

export interface Admission {
  readonly admitted: boolean;
  /** Seconds after which it is worth asking again; 0 when admitted. */
  readonly retryAfter: number;
  /** In the order asked. */
  readonly standings: readonly Standing[];
  /** Writes down what is due; resolves at once when nothing is. */
  readonly report: () => Promise<void>;
}

const costOf = ({ perSecond }: RateLimit): number => 1000 / perSecond;
const capacityOf = (limit: RateLimit): number => limit.burst * costOf(limit);

const standingOf = (limit: RateLimit, fullAt: number, now: number): Standing => ({
  limit,
  remaining: Math.max(0, Math.floor((capacityOf(limit) - Math.max(0, fullAt - now)) / costOf(limit) + 1e-9)),
  fullIn: Math.max(0, Math.ceil((fullAt - now) / 1000)),
});

/** Seconds until one more request passes. */
const waitOf = (limit: RateLimit, fullAt: number, now: number): number =>
  Math.max(0, (fullAt + costOf(limit) - capacityOf(limit) - now) / 1000);

const isDue = (bucket: Bucket, { perSecond }: RateLimit, now: number): boolean =>
  bucket.pending > 0 &&
  (bucket.pending >= Math.max(1, perSecond * batchShare) ||
    (now - bucket.since >= reportEveryMs && bucket.pending > perSecond * trickleShare));

export class RateLimiter {
  readonly #store: RateStore;
  readonly #buckets = new Map<string, Bucket>();

  constructor(store: RateStore) {
    this.#store = store;
  }

  /** Takes one request from every bucket, or from none. */
  admit(asked: readonly Limited[], now: number): Admission {
    const taken = asked.map((one) => ({ ...one, bucket: this.#bucketOf(one.name, now) }));
    const wait = Math.max(...taken.map(({ limit, bucket }) => waitOf(limit, bucket.fullAt, now)));
    const admitted = wait <= 1e-6;
    if (admitted) for (const { limit, bucket } of taken) this.#take(bucket, limit, now);
    return {
      admitted,
      retryAfter: admitted ? 0 : Math.max(1, Math.ceil(wait)),
      standings: taken.map(({ limit, bucket }) => standingOf(limit, bucket.fullAt, now)),
      report: async () => {
        await Promise.all(taken.map(({ name, limit, bucket }) => this.#reportIfDue(name, limit, bucket, now)));
      },
    };
  }

  #take(bucket: Bucket, limit: RateLimit, now: number): void {
    const stale = now - bucket.since >= reportEveryMs && bucket.pending <= limit.perSecond * trickleShare;
    if (bucket.pending === 0 || stale) {
      bucket.pending = 0;
      bucket.since = now;
    }
    bucket.pending += 1;
    bucket.fullAt = Math.max(bucket.fullAt, now) + costOf(limit);
  }

  async #reportIfDue(name: BucketName, limit: RateLimit, bucket: Bucket, now: number): Promise<void> {
    if (!isDue(bucket, limit, now)) return;
    const count = bucket.pending;
    bucket.pending = 0;
    const seen = await this.#store.charge(name, count * costOf(limit), now, now + farMs, bucket.seen);
    bucket.seen = seen;
    bucket.fullAt = Math.max(bucket.fullAt, seen + bucket.pending * costOf(limit));
  }

  #bucketOf({ tenantId, subject, rate }: BucketName, now: number): Bucket {
    const id = `${tenantId} ${subject} ${rate}`;
    const known = this.#buckets.get(id);
    if (known) return known;
    if (this.#buckets.size >= maxBuckets) this.#forgetIdle(now);
    const fresh: Bucket = { fullAt: 0, pending: 0, since: now, seen: 0 };
    this.#buckets.set(id, fresh);
    return fresh;
  }

  #forgetIdle(now: number): void {
    for (const [id, bucket] of this.#buckets) if (bucket.fullAt < now) this.#buckets.delete(id);
  }
}
