import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SenderPace } from '../../../src/contracts/sender-pace.ts';
import { capOn, daysNeeded } from '../../../src/domain/delivery/daily-cap.ts';
import { shiftedByWait } from '../../../src/domain/delivery/wait-shift.ts';
import { cachedSenders } from '../../../src/usecases/cached-stores.ts';
import { senderAllowance } from '../../../src/usecases/delivery/sender-allowance.ts';
import type { SenderQuota } from '../../../src/usecases/ports/sender-quota.ts';
import { aMessage, at } from '../../support/builders.ts';

const warmup = { startPerDay: 100, growth: 1.5, target: 1000, startedOn: '2026-11-25' };

describe('the daily cap of a sender', () => {
  it.each<[string, SenderPace, string, number | null]>([
    ['is absent without limits', { dailyCap: null, warmup: null }, '2026-11-25', null],
    ['is the one that was set', { dailyCap: 500, warmup: null }, '2026-11-25', 500],
    ['is small on the first day of a warm-up', { dailyCap: null, warmup }, '2026-11-25', 100],
    ['is as small before that day', { dailyCap: null, warmup }, '2026-11-01', 100],
    ['grows each day', { dailyCap: null, warmup }, '2026-11-27', 225],
    ['is gone when the target is reached', { dailyCap: null, warmup }, '2026-12-01', null],
    ['stays below what was set', { dailyCap: 200, warmup }, '2026-11-27', 200],
    ['is what was set after the warm-up', { dailyCap: 5000, warmup }, '2026-12-01', 5000],
  ])('%s', (_, pace, day, cap) => {
    expect(capOn(pace, day)).toBe(cap);
  });

  it('tells how many days mails take', () => {
    const daysOf = (pace: SenderPace, mails: number, used = 0) => daysNeeded([{ pace, used }], [mails], '2026-11-25');
    expect(daysOf({ dailyCap: 2000, warmup: null }, 10_000)).toBe(5);
    expect(daysOf({ dailyCap: 2000, warmup: null }, 10_000, 1)).toBe(6);
    expect(daysOf({ dailyCap: null, warmup }, 10_000)).toBe(7);
    expect(daysOf({ dailyCap: null, warmup: null }, 10_000)).toBe(1);
    expect(daysOf({ dailyCap: 1, warmup: null }, 0)).toBe(0);
  });

  it('counts the mails that fall due later, and the room of all senders', () => {
    const senders = [100, 50].map((dailyCap) => ({ pace: { dailyCap, warmup: null }, used: 0 }));
    expect(daysNeeded(senders, [150, 0, 150], '2026-11-25')).toBe(3);
    expect(daysNeeded(senders, [300, 0, 150], '2026-11-25')).toBe(3);
    expect(daysNeeded(senders, [300, 150, 150], '2026-11-25')).toBe(4);
    expect(daysNeeded([...senders, { pace: { dailyCap: null, warmup: null }, used: 0 }], [900], '2026-11-25')).toBe(1);
  });

  it('never takes more days for fewer mails, and never fewer than the caps allow', () => {
    const paces = fc.record({ dailyCap: fc.integer({ min: 5, max: 500 }), warmup: fc.constantFrom(null, warmup) });
    fc.assert(
      fc.property(paces, fc.integer({ min: 1, max: 5000 }), (pace, mails) => {
        const days = daysNeeded([{ pace, used: 0 }], [mails], '2026-11-25');
        expect(daysNeeded([{ pace, used: 0 }], [mails - 1], '2026-11-25')).toBeLessThanOrEqual(days);
        expect(days).toBeGreaterThanOrEqual(Math.ceil(mails / pace.dailyCap));
      }),
    );
  });
});

describe('the allowance of a sender', () => {
  const scope = { tenantId: 'ten_1', principal: 'system' };
  const email = 'news@example.com';
  const stage = (pace: SenderPace) => {
    const world = { now: at('2026-11-25T20:00Z'), used: new Map<string, number>(), writes: 0, pace, paused: false };
    const quota: SenderQuota = {
      take: async (_, __, day, wanted, cap) => {
        world.writes += 1;
        const granted = Math.max(0, Math.min(wanted, cap - (world.used.get(day) ?? 0)));
        world.used.set(day, (world.used.get(day) ?? 0) + granted);
        return granted;
      },
      giveBack: async (_, __, day) => void world.used.set(day, (world.used.get(day) ?? 0) - 1),
      used: async (_, __, day) => world.used.get(day) ?? 0,
    };
    const sender = () => ({
      ...{ id: 'snd_1', email, name: 'News', forwardRepliesTo: null, identity: 'address' as const },
      ...{
        paused: world.paused,
        sesTenant: false,
        authentication: null,
        status: 'verified' as const,
        createdAt: world.now,
        updatedAt: world.now,
      },
      ...world.pace,
    });
    const settings = { get: async () => ({ timezone: 'Europe/Vienna' }) as never };
    const stored = { get: async () => sender(), findByEmail: async () => sender() };
    const senders = cachedSenders(stored, () => Date.parse(world.now));
    return { world, allowance: senderAllowance({ senders, settings, quota, clock: { now: () => world.now } }) };
  };

  it('lets nothing of a paused sender leave until somebody lets it send again', async () => {
    const { world, allowance } = stage({ dailyCap: null, warmup: null });
    world.paused = true;
    expect(await allowance.take(scope, email)).toMatchObject({ granted: false, rule: 'sender_paused' });
    world.paused = false;
    world.now = at('2026-11-25T20:01Z');
    expect(await allowance.take(scope, email)).toMatchObject({ granted: true });
  });

  it('asks nobody about a sender without limits', async () => {
    const { world, allowance } = stage({ dailyCap: null, warmup: null });
    expect(await allowance.take(scope, email)).toMatchObject({ granted: true });
    expect(world.writes).toBe(0);
  });

  it('counts mails that ask together with one write, and sends the rest to the next day of the organization', async () => {
    const { world, allowance } = stage({ dailyCap: 3, warmup: null });
    const answers = await Promise.all(Array.from({ length: 5 }, () => allowance.take(scope, email)));
    expect(answers.map(({ granted }) => granted)).toEqual([true, true, true, false, false]);
    expect(world.writes).toBe(1);
    expect(answers[4]).toEqual({
      granted: false,
      rule: 'sender_cap',
      until: at('2026-11-25T23:00Z'),
      why: 'news@example.com may send 3 mails on 2026-11-25, and they are used up.',
    });
  });

  it('remembers a refusal for a minute, so that a raised cap is seen', async () => {
    const { world, allowance } = stage({ dailyCap: 1, warmup: null });
    await allowance.take(scope, email);
    expect(allowance.refusal(scope, email)).toBeUndefined();
    await allowance.take(scope, email);
    expect(allowance.refusal(scope, email)).toMatchObject({ granted: false });
    world.pace = { dailyCap: 2, warmup: null };
    world.now = at('2026-11-25T20:01Z');
    expect(allowance.refusal(scope, email)).toBeUndefined();
    expect(await allowance.take(scope, email)).toMatchObject({ granted: true });
  });

  it('gets back what did not leave', async () => {
    const { allowance } = stage({ dailyCap: 1, warmup: null });
    const first = await allowance.take(scope, email);
    if (first.granted) await first.giveBack();
    expect(await allowance.take(scope, email)).toMatchObject({ granted: true });
  });

  it('begins anew the next day', async () => {
    const { world, allowance } = stage({ dailyCap: 1, warmup: null });
    await allowance.take(scope, email);
    world.now = at('2026-11-25T23:00Z');
    expect(await allowance.take(scope, email)).toMatchObject({ granted: true });
  });
});

describe('a mail that waits for the next day of its sender', () => {
  it('says so once', () => {
    const refused = { rule: 'sender_cap' as const, until: at('2026-11-26T00:00Z'), why: 'Used up.' };
    const shifted = shiftedByWait(aMessage('a', { status: 'planned' }), refused, 'UTC');
    expect(shifted?.timing?.shifts).toEqual([{ rule: 'sender_cap', to: refused.until, detail: 'Used up.' }]);
    expect(shiftedByWait(shifted!, refused, 'UTC')).toBeUndefined();
    expect(shiftedByWait(shifted!, { ...refused, why: 'Used up again.' }, 'UTC')?.timing?.shifts).toHaveLength(2);
  });
});
