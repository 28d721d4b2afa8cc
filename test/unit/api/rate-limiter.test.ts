import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { passRateGate } from '../../../functions/http/rate-gate.ts';
import { Refused } from '../../../functions/http/reply.ts';
import { keyLimits, type RateLimit, scaled } from '../../../src/contracts/rate-limits.ts';
import { RateLimiter } from '../../../src/usecases/access/rate-limiter.ts';
import { MemoryRates } from './memory-stores.ts';

const start = Date.parse('2026-11-25T09:00:00Z');
const name = { tenantId: 'ten_1', subject: 'key:1', rate: 'read' };
const limits = Object.values(keyLimits);

/** Containers that share a table, and one key that asks them. */
function containers(count: number, limit: RateLimit) {
  const rates = new MemoryRates();
  const all = Array.from({ length: count }, () => new RateLimiter(rates));
  const ask = async (at: number, container = 0) => {
    const admission = all[container % count]!.admit([{ name, limit }], at);
    await admission.report();
    return admission;
  };
  return { rates, ask };
}

describe('the rate of a key', () => {
  it.each(limits)('lets %o through for ever, and its burst after a rest', async (limit) => {
    const { ask } = containers(1, limit);
    for (let i = 0; i < limit.burst; i++) expect((await ask(start)).admitted).toBe(true);
    expect((await ask(start)).admitted).toBe(false);
    for (let i = 1; i <= 200; i++) expect((await ask(start + (i * 1000) / limit.perSecond)).admitted).toBe(true);
    expect((await ask(start + (200 * 1000) / limit.perSecond)).admitted).toBe(false);
  });

  it('tells what is left, and when it is worth asking again', async () => {
    const limit = keyLimits.write;
    const { ask } = containers(1, limit);
    expect((await ask(start)).standings).toEqual([{ limit, remaining: 39, fullIn: 1 }]);
    for (let i = 1; i < 40; i++) await ask(start);
    const refused = await ask(start);
    expect(refused).toMatchObject({ admitted: false, retryAfter: 1, standings: [{ remaining: 0, fullIn: 2 }] });
    expect((await ask(start + refused.retryAfter * 1000)).admitted).toBe(true);
  });

  it('asks the table nothing for a key that is seldom used, and little for a busy one', async () => {
    const seldom = containers(1, keyLimits.read);
    for (let i = 0; i < 100; i++) await seldom.ask(start + i * 600);
    expect(seldom.rates.writes).toBe(0);
    const busy = containers(1, keyLimits.read);
    for (let i = 0; i < 400; i++) await busy.ask(start + i * 20);
    expect(busy.rates.writes).toBe(20);
  });

  it('asks the table nothing for what it refuses', async () => {
    const { ask, rates } = containers(1, keyLimits.bulk);
    for (let i = 0; i < 4; i++) await ask(start);
    const before = rates.writes;
    for (let i = 0; i < 50; i++) expect((await ask(start)).admitted).toBe(false);
    expect(rates.writes).toBe(before);
  });

  it('takes from every bucket or from none', async () => {
    const limiter = new RateLimiter(new MemoryRates());
    const narrow = { name: { ...name, subject: 'key:2' }, limit: { perSecond: 1, burst: 1 } };
    const wide = { name: { ...name, subject: 'tenant' }, limit: { perSecond: 1, burst: 5 } };
    expect(limiter.admit([narrow, wide], start).admitted).toBe(true);
    const refused = limiter.admit([narrow, wide], start);
    expect(refused.standings.map(({ remaining }) => remaining)).toEqual([0, 4]);
  });

  it('does not lock a key out for ever when a clock went wrong', async () => {
    const { ask, rates } = containers(1, keyLimits.bulk);
    rates.full.set(JSON.stringify(name), start + 86_400_000);
    for (let i = 0; i < 10; i++) expect((await ask(start + i * 1000)).admitted).toBe(true);
  });

  it('passes beyond the limit no more than a batch a container, and the trickle not worth a report', async () => {
    const requests = fc.array(fc.record({ gap: fc.integer({ min: 0, max: 40 }), container: fc.nat(4) }), {
      minLength: 50,
      maxLength: 600,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...limits),
        fc.integer({ min: 1, max: 5 }),
        requests,
        async (limit, count, asked) => {
          const { ask } = containers(count, limit);
          let now = start;
          let admitted = 0;
          for (const { gap, container } of asked) {
            now += gap;
            if ((await ask(now, container)).admitted) admitted += 1;
          }
          const seconds = (now - start) / 1000;
          const batch = Math.max(1, Math.ceil(limit.perSecond * 0.4));
          const trickle = limit.perSecond * 0.05 * (seconds + 1);
          expect(admitted).toBeLessThanOrEqual(limit.burst + limit.perSecond * seconds + 1 + count * (batch + trickle));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('never refuses a key that keeps to its rate, whichever containers it meets', async () => {
    const requests = fc.array(fc.nat(4), { minLength: 100, maxLength: 400 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...limits),
        fc.integer({ min: 1, max: 5 }),
        requests,
        async (limit, count, asked) => {
          const { ask } = containers(count, limit);
          for (const [i, container] of asked.entries())
            expect((await ask(start + (i * 1000) / limit.perSecond, container)).admitted).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('scales, and never to nothing', () => {
    expect(scaled({ perSecond: 2, burst: 4 }, 0.1)).toEqual({ perSecond: 0.2, burst: 1 });
  });
});

describe('the gate of the API', () => {
  it('answers 429 with Retry-After and what the limits are', () => {
    vi.stubEnv('RATE_LIMIT_SCALE', '0.5');
    vi.stubEnv('TABLE_NAME', 'a-table');
    vi.stubEnv('AWS_REGION', 'us-east-1');
    const scope = { tenantId: 'ten_1', principal: 'key:1' };
    expect(passRateGate(scope, 'bulk').headers).toEqual({
      'ratelimit-policy': '"key-bulk";q=2;w=2, "organization-bulk";q=8;w=2',
      ratelimit: '"key-bulk";r=1;t=1, "organization-bulk";r=7;t=1',
    });
    passRateGate(scope, 'bulk');
    const refused = (() => {
      try {
        return passRateGate(scope, 'bulk');
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(Refused);
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect(passRateGate({ ...scope, principal: 'key:2' }, 'bulk').headers['ratelimit']).toContain('"key-bulk";r=1');
  });
});
