import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Deliveries } from '../../../local/faults/deliveries.ts';
import { FaultSet } from '../../../local/faults/fault-set.ts';
import type { Clock } from '../../../local/service.ts';

/** Brings `count` messages to a queue while `rule` holds, and lists what arrived. */
function aTopic(rule: object, count: number) {
  const faults = new FaultSet();
  faults.set({ seed: 5, rules: [{ service: 'events', action: 'deliver', ...rule } as never] });
  const busy = new Set<symbol>();
  const hold = () => {
    const holder = Symbol('busy');
    busy.add(holder);
    return () => void busy.delete(holder);
  };
  const clock: Clock = { now: () => 0, at: () => ({ cancel: () => {} }), busy: hold };
  const deliveries = new Deliveries({ faults, clock });
  const arrived: number[] = [];
  for (let index = 0; index < count; index += 1) {
    deliveries.bring({ queue: 'tracking', body: `m${index}`, deliver: () => void arrived.push(index) });
  }
  const settled = async (): Promise<number[]> => {
    while (busy.size > 0) await pause(1);
    return arrived;
  };
  return { arrived, busy, settled };
}

describe('messages from a topic', () => {
  it('arrive at once and once when no rule is for their queue', () => {
    expect(aTopic({ kind: 'duplicate', principal: 'other' }, 3).arrived).toEqual([0, 1, 2]);
  });

  it('arrive up to five times more', () => {
    expect(aTopic({ kind: 'duplicate', copies: 5, nth: 2 }, 2).arrived).toEqual([0, 1, 1, 1, 1, 1, 1]);
  });

  it('arrive later, and keep the clock busy meanwhile', async () => {
    const { arrived, busy, settled } = aTopic({ kind: 'delay', delayMs: 5, contains: 'm0' }, 2);
    expect([arrived, busy.size]).toEqual([[1], 1]);
    expect(await settled()).toEqual([1, 0]);
  });

  it('arrive in another order, the same for the same seed, and none is lost', async () => {
    const first = await aTopic({ kind: 'shuffle' }, 23).settled();
    expect(first).not.toEqual([...first].sort((one, other) => one - other));
    expect([...first].sort((one, other) => one - other)).toEqual(Array.from({ length: 23 }, (_, index) => index));
    expect(await aTopic({ kind: 'shuffle' }, 23).settled()).toEqual(first);
  });

  it('arrive several times and out of order at once', async () => {
    const arrived = await aTopic({ kind: 'shuffle', copies: 4 }, 12).settled();
    expect([...arrived].sort((one, other) => one - other)).toEqual(
      Array.from({ length: 60 }, (_, nth) => Math.floor(nth / 5)),
    );
    expect(arrived.filter((message, index) => message === arrived[index - 1]).length).toBeLessThan(30);
  });
});
