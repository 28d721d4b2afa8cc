import { coalesced } from '../coalesced.ts';
import type { Metrics } from '../ports/effects.ts';
import type { Lease, SendingAccount, SendRateRow, SendRateStore } from '../ports/send-rate.ts';

export interface Deps {
  readonly store: SendRateStore;
  readonly account: SendingAccount;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** 0 to 1. */
  readonly random: () => number;
}

export type Turn = { readonly granted: true } | { readonly granted: false; readonly retryAfterSeconds: number };

export interface SendTurns {
  /** Resolves when it is this mail's turn, or at once when it must come again later. */
  turn(): Promise<Turn>;
  /** Nobody may send for a while: the daily quota is used up, or SES stopped the account. */
  hold(): Promise<Turn>;
}

/** Others send from the account too: a tenth of its rate is left to them (architecture §5.7). */
const share = 0.9;
/** GetAccount allows about one call a second for the whole account: one sender reads it for all. */
const staleAfterMs = 5 * 60_000;
/** The longest wait for a turn inside one invocation: with SES's time-out it stays below the function's. */
const longestWaitMs = 20_000;
/** The daily quota frees itself bit by bit: held mails look again after this. */
const holdMs = 15 * 60_000;
const gatherMs = 5;
const attempts = 4;

const later = (seconds: number): Turn => ({ granted: false, retryAfterSeconds: Math.ceil(seconds) });

async function refresh({ store, account, nowMs }: Deps): Promise<void> {
  const now = nowMs();
  const { maxSendRate, max24HourSend, sentLast24Hours } = await account.quota();
  const room = max24HourSend < 0 ? Number.MAX_SAFE_INTEGER : Math.max(0, max24HourSend - sentLast24Hours);
  await store.saveAccount({ maxSendRate, room, readAt: now });
}

/** What is known of the account, read anew by one sender when it is old, and by whoever comes first. */
async function currentRow(deps: Deps, known: SendRateRow | undefined): Promise<SendRateRow> {
  const { store, nowMs } = deps;
  const row = known ?? (await store.get());
  const stale = nowMs() - staleAfterMs;
  if (row && row.readAt > stale) return row;
  if (!row || (await store.takeRefresh(nowMs(), stale))) await refresh(deps);
  const read = await store.get();
  if (!read) throw new Error('The sending account was read and is not stored');
  return read;
}

async function holdAll({ store, metrics, nowMs, random }: Deps): Promise<Turn> {
  if (await store.hold(nowMs() + holdMs)) metrics.count('SendingHeld');
  return later((holdMs / 1000) * (0.9 + random() / 10));
}

/** Why a lease was not given; undefined when another sender was merely faster. */
async function refusal(deps: Deps, mails: number, row: SendRateRow): Promise<Turn | undefined> {
  const now = deps.nowMs();
  if (row.holdUntil > now) return later(Math.min(900, (row.holdUntil - now) / 1000 + 60 * deps.random()));
  if (row.room < mails) return holdAll(deps);
  if (row.nextAt > now + longestWaitMs) return later(longestWaitMs / 1000 + 70 * deps.random());
  return undefined;
}

interface Leased {
  readonly startAt: number;
  readonly everyMs: number;
}

/** Leases turns for so many mails at once. */
async function leaseTurns(deps: Deps, mails: number, known: { row?: SendRateRow | undefined }): Promise<Leased | Turn> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const row = await currentRow(deps, known.row);
    known.row = row;
    const everyMs = 1000 / (row.maxSendRate * share);
    const now = deps.nowMs();
    const request = { mails, now, spanMs: mails * everyMs, latest: now + longestWaitMs };
    const lease: Lease = await deps.store.lease(request);
    if (lease.granted) return { startAt: lease.startAt, everyMs };
    known.row = lease.row;
    const refused = lease.row && (await refusal(deps, mails, lease.row));
    if (refused) return refused;
  }
  return later(1 + 4 * deps.random());
}

/**
 * Turns at SES for every sender of the installation: each mail gets an instant of its own, evenly spaced at nine tenths of the
 * account's rate, so that the rate holds however many senders there are. Mails that ask at the same time share one lease.
 */
export function sendTurns(deps: Deps): SendTurns {
  const known: { row?: SendRateRow | undefined } = {};
  const ask = coalesced<object, Leased | Turn>(
    async (mails) => {
      const leased = await leaseTurns(deps, mails.length, known);
      return (mail) =>
        'startAt' in leased ? { ...leased, startAt: leased.startAt + mails.indexOf(mail) * leased.everyMs } : leased;
    },
    () => deps.sleep(gatherMs),
  );
  return {
    turn: async () => {
      const answer = await ask({});
      if (!answer) throw new Error('A mail got no answer to its wish for a turn');
      if ('granted' in answer) return answer;
      await deps.sleep(Math.max(0, answer.startAt - deps.nowMs()));
      return { granted: true };
    },
    hold: () => {
      known.row = undefined;
      return holdAll(deps);
    },
  };
}
