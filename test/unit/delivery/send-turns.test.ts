import { describe, expect, it } from 'vitest';
import { type Deps, sendTurns } from '../../../src/usecases/delivery/send-turns.ts';
import type { SendRateRow } from '../../../src/usecases/ports/send-rate.ts';

const start = Date.parse('2026-11-25T09:00:00Z');

/** The account, the shared row and a clock that moves only when somebody sleeps. */
function aRegion(over: { maxSendRate?: number; max24HourSend?: number; sentLast24Hours?: number } = {}) {
  const quota = { maxSendRate: 10, max24HourSend: -1, sentLast24Hours: 0, ...over };
  const region = { now: start, row: undefined as SendRateRow | undefined, asked: 0, metrics: [] as string[], quota };
  const deps: Deps = {
    store: {
      get: async () => region.row,
      lease: async ({ mails, now, spanMs, latest }) => {
        const { row } = region;
        if (!row || row.holdUntil > now || row.room < mails || row.nextAt > latest) return { granted: false, row };
        const startAt = Math.max(now, row.nextAt);
        region.row = { ...row, nextAt: startAt + spanMs, room: row.room - mails };
        return { granted: true, startAt };
      },
      takeRefresh: async (now, before) => {
        if (!region.row || region.row.readAt > before) return false;
        region.row = { ...region.row, readAt: now };
        return true;
      },
      saveAccount: async (account) => {
        region.row = { nextAt: 0, holdUntil: 0, ...region.row, ...account };
      },
      hold: async (until) => {
        if (!region.row || region.row.holdUntil >= until) return false;
        region.row = { ...region.row, holdUntil: until };
        return true;
      },
    },
    account: {
      quota: async () => {
        region.asked += 1;
        return region.quota;
      },
    },
    metrics: { count: (name) => region.metrics.push(name) },
    nowMs: () => region.now,
    sleep: async (ms) => {
      await Promise.resolve();
      region.now = Math.max(region.now, region.now + ms);
    },
    random: () => 0.5,
  };
  return { region, turns: () => sendTurns(deps) };
}

/** Takes turns one after the other and answers with the instant of each. */
async function take(world: ReturnType<typeof aRegion>, count: number): Promise<number[]> {
  const turns = world.turns();
  const at: number[] = [];
  for (let i = 0; i < count; i++) {
    expect(await turns.turn()).toEqual({ granted: true });
    at.push(world.region.now);
  }
  return at;
}

describe('turns at SES', () => {
  it('never go over nine tenths of the account’s rate', async () => {
    const at = await take(aRegion({ maxSendRate: 10 }), 50);
    for (let i = 10; i < at.length; i++) expect((at[i] ?? 0) - (at[i - 9] ?? 0)).toBeGreaterThanOrEqual(999);
  });

  it('of mails that ask at the same time are one lease, evenly spaced', async () => {
    const { region, turns } = aRegion({ maxSendRate: 100 });
    const all = turns();
    await Promise.all(Array.from({ length: 10 }, () => all.turn()));
    expect((region.row?.nextAt ?? 0) - start).toBeGreaterThanOrEqual(110);
    expect(region.row?.room).toBe(Number.MAX_SAFE_INTEGER - 10);
  });

  it('are sent back when the queue for them is longer than an invocation can wait', async () => {
    const world = aRegion({ maxSendRate: 1 });
    await world.turns().turn();
    world.region.row = { ...(world.region.row as SendRateRow), nextAt: world.region.now + 30_000 };
    expect(await world.turns().turn()).toEqual({ granted: false, retryAfterSeconds: 55 });
  });

  it('end with the daily quota: everybody is held, the owner is told once, and the account is read again later', async () => {
    const world = aRegion({ max24HourSend: 3, sentLast24Hours: 1 });
    await take(world, 2);
    expect(await world.turns().turn()).toMatchObject({ granted: false });
    expect(await world.turns().turn()).toMatchObject({ granted: false });
    expect(world.region.metrics).toEqual(['SendingHeld']);
    world.region.now += 16 * 60_000;
    world.region.quota.sentLast24Hours = 0;
    await take(world, 1);
  });

  it('ask SES for the account once in five minutes, however many mails', async () => {
    const world = aRegion();
    await take(world, 20);
    expect(world.region.asked).toBe(1);
    world.region.now += 6 * 60_000;
    await take(world, 20);
    expect(world.region.asked).toBe(2);
  });

  it('follow a rate that SES has changed', async () => {
    const world = aRegion({ maxSendRate: 1 });
    await take(world, 2);
    world.region.quota.maxSendRate = 1000;
    world.region.now += 6 * 60_000;
    const at = await take(world, 10);
    expect((at.at(-1) ?? 0) - (at[0] ?? 0)).toBeLessThan(200);
  });
});
