import type { IdempotencyStore, KeptReply, KeyedRequest, KeyName } from '../ports/access-stores.ts';

/** Longer than an API function can live (29 s): a lease that is over means that its owner is dead. */
export const leaseMs = 45_000;
const keptDays = 30;

export interface Deps {
  readonly requests: IdempotencyStore;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
  readonly newOwner: () => string;
  /** The outcome could not be written down; it is given out all the same. A repetition may run the request again after the lease. */
  readonly onUnkept: (cause: unknown) => void;
}

/** A run of a keyed request. */
export interface Run {
  /** When the key was first claimed: the same in a run that takes over. */
  readonly startedAt: string;
  /** True when an earlier run died on the way: what it had done is still there. */
  readonly resumed: boolean;
}

export type Once =
  | { readonly outcome: 'ran' | 'replayed'; readonly reply: KeptReply }
  | { readonly outcome: 'in_progress' | 'reused' };

const instant = (ms: number): string => new Date(ms).toISOString();

interface Claim extends Run {
  readonly owner: string;
}

const alive = (request: KeyedRequest, now: string): boolean => request.leaseUntil > now;

async function claimed({ requests, nowMs, newOwner }: Deps, name: KeyName, fingerprint: string): Promise<Claim | Once> {
  const ms = nowMs();
  const now = instant(ms);
  const owner = newOwner();
  const mine: KeyedRequest = {
    fingerprint,
    startedAt: now,
    owner,
    leaseUntil: instant(ms + leaseMs),
    expiresAt: instant(ms + keptDays * 86_400_000),
    reply: null,
  };
  const there = await requests.claim(name, mine, now);
  if (there === 'claimed') return { owner, startedAt: now, resumed: false };
  if (there.fingerprint !== fingerprint) return { outcome: 'reused' };
  if (there.reply) return { outcome: 'replayed', reply: there.reply };
  if (alive(there, now)) return { outcome: 'in_progress' };
  const taken = await requests.takeOver(name, there, owner, mine.leaseUntil);
  return taken ? { owner, startedAt: there.startedAt, resumed: true } : { outcome: 'in_progress' };
}

/**
 * Runs a request once per key, and answers a repetition with what the first was answered. A run that died without an outcome is run
 * again by the first repetition after its lease: then `work` must cope with what is there already (`Run.resumed`). A reply that `keeps`
 * refuses is given out but not kept: the key is free again.
 */
export const runOnce =
  (deps: Deps, keeps: (reply: KeptReply) => boolean) =>
  async (name: KeyName, fingerprint: string, work: (run: Run) => Promise<KeptReply>): Promise<Once> => {
    const claim = await claimed(deps, name, fingerprint);
    if ('outcome' in claim) return claim;
    const reply = await work(claim);
    const settle = keeps(reply)
      ? deps.requests.complete(name, claim.owner, reply)
      : deps.requests.release(name, claim.owner);
    await settle.catch(deps.onUnkept);
    return { outcome: 'ran', reply };
  };
