import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creationOf } from '../../../src/usecases/access/created-once.ts';
import { leaseMs, type Once, type Run, runOnce } from '../../../src/usecases/access/run-once.ts';
import type { IdempotencyStore, KeptReply } from '../../../src/usecases/ports/access-stores.ts';
import { MemoryRequests } from './memory-stores.ts';

const name = { tenantId: 'ten_1', route: 'POST /api/campaigns', key: 'k' };
const start = Date.parse('2026-11-25T09:00:00Z');
const replyWith = (body: string, status = 201): KeptReply => ({ status, headers: {}, body });
const crash = new Error('the process died');

/** One client that repeats one request on a virtual clock. */
function aServer(requests: IdempotencyStore = new MemoryRequests(), keeps = (_: KeptReply) => true) {
  const state = { now: start, owners: 0, unkept: 0 };
  const run = runOnce(
    {
      requests,
      nowMs: () => state.now,
      newOwner: () => `owner ${++state.owners}`,
      onUnkept: () => {
        state.unkept += 1;
      },
    },
    keeps,
  );
  return { state, run };
}

describe('a request with an Idempotency-Key', () => {
  it('is run once and answered alike for 30 days, then anew', async () => {
    const { state, run } = aServer();
    let runs = 0;
    const ask = () => run(name, 'f', async () => replyWith(`run ${++runs}`));
    expect(await ask()).toEqual({ outcome: 'ran', reply: replyWith('run 1') });
    state.now += 29 * 86_400_000;
    expect(await ask()).toEqual({ outcome: 'replayed', reply: replyWith('run 1') });
    state.now += 86_400_000;
    expect(await ask()).toEqual({ outcome: 'ran', reply: replyWith('run 2') });
  });

  it('is refused when another request had the key, be it done, under way or dead', async () => {
    const { state, run } = aServer();
    const other = () => run(name, 'other', async () => replyWith('never'));
    await run(name, 'f', async () => {
      expect(await other()).toEqual({ outcome: 'reused' });
      throw crash;
    }).catch(() => undefined);
    state.now += leaseMs + 1;
    expect(await other()).toEqual({ outcome: 'reused' });
    await run(name, 'f', async () => replyWith('done'));
    expect(await other()).toEqual({ outcome: 'reused' });
  });

  it('waits for the lease of a run that gives no sign of life, to the millisecond', async () => {
    const { state, run } = aServer();
    await run(name, 'f', () => Promise.reject(crash)).catch(() => undefined);
    state.now += leaseMs - 1;
    expect(await run(name, 'f', async () => replyWith('too early'))).toEqual({ outcome: 'in_progress' });
    state.now += 1;
    const resumed: Run[] = [];
    await run(name, 'f', async (started) => {
      resumed.push(started);
      return replyWith('second');
    });
    expect(resumed).toMatchObject([{ resumed: true, startedAt: new Date(start).toISOString() }]);
  });

  it('costs two writes, and a repetition one', async () => {
    const requests = new MemoryRequests();
    const { run } = aServer(requests);
    await run(name, 'f', async () => replyWith('x'));
    expect(requests.writes).toBe(2);
    await run(name, 'f', async () => replyWith('x'));
    expect(requests.writes).toBe(3);
  });

  it('is free again after an outcome that is not to be kept', async () => {
    const { run } = aServer(new MemoryRequests(), ({ status }) => status !== 412);
    expect(await run(name, 'f', async () => replyWith('no', 412))).toMatchObject({ outcome: 'ran' });
    expect(await run(name, 'other', async () => replyWith('yes'))).toMatchObject({ outcome: 'ran' });
  });

  it('is answered even when its outcome cannot be written down', async () => {
    const requests = new MemoryRequests();
    requests.complete = () => Promise.reject(new Error('throttled'));
    const { run, state } = aServer(requests);
    expect(await run(name, 'f', async () => replyWith('done'))).toEqual({ outcome: 'ran', reply: replyWith('done') });
    expect(state.unkept).toBe(1);
  });

  const deaths = fc.constantFrom('never', 'before the work', 'after the work', 'before the outcome is kept');
  const attempts = fc.array(fc.record({ dies: deaths, pauseMs: fc.integer({ min: 0, max: 2 * leaseMs }) }), {
    minLength: 1,
    maxLength: 12,
  });

  it('creates one thing and shows one outcome, wherever processes die', async () => {
    await fc.assert(
      fc.asyncProperty(attempts, async (plan) => {
        const requests = new MemoryRequests();
        const created = new Map<string, string>();
        const shown = new Set<string | null>();
        let runs = 0;
        let fatal = 0;
        let clock = start;
        let owners = 0;
        for (const { dies, pauseMs } of plan) {
          const store: IdempotencyStore = {
            claim: requests.claim.bind(requests),
            takeOver: requests.takeOver.bind(requests),
            release: requests.release.bind(requests),
            complete: (...args) =>
              dies === 'before the outcome is kept' ? Promise.reject(crash) : requests.complete(...args),
          };
          const { state, run } = aServer(store);
          clock += pauseMs;
          state.now = clock;
          state.owners = owners++;
          const work = async (started: Run): Promise<KeptReply> => {
            runs += 1;
            if (dies !== 'never') fatal += 1;
            if (dies === 'before the work') throw crash;
            const id = creationOf(name, started).ids.next('campaign');
            if (!created.has(id)) created.set(id, `made by run ${runs}`);
            if (dies === 'after the work') throw crash;
            return replyWith(`${id} ${created.get(id)}`);
          };
          const once: Once | undefined = await run(name, 'f', work).catch(() => undefined);
          if (once && 'reply' in once) shown.add(once.reply.body);
        }
        expect(created.size).toBeLessThanOrEqual(1);
        expect(shown.size).toBeLessThanOrEqual(1);
        expect(runs).toBeLessThanOrEqual(fatal + 1);
      }),
      { numRuns: 500 },
    );
  });

  it('runs once in every order in which parallel requests can meet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, count) => {
        const requests = new MemoryRequests();
        const slow: IdempotencyStore = {
          claim: scheduler.scheduleFunction(requests.claim.bind(requests)),
          takeOver: scheduler.scheduleFunction(requests.takeOver.bind(requests)),
          complete: scheduler.scheduleFunction(requests.complete.bind(requests)),
          release: scheduler.scheduleFunction(requests.release.bind(requests)),
        };
        const { run } = aServer(slow);
        let runs = 0;
        const asked = Array.from({ length: count }, () => run(name, 'f', async () => replyWith(`run ${++runs}`)));
        const outcomes = (await scheduler.waitFor(Promise.all(asked))).map(({ outcome }) => outcome);
        expect(runs).toBe(1);
        expect(outcomes.filter((outcome) => outcome === 'ran')).toHaveLength(1);
        expect(outcomes).not.toContain('reused');
      }),
    );
  });
});
