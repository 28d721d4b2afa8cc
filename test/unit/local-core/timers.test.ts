import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Entry, TimerHeap } from '../../../local/clock/timers.ts';

const timer = fc.record({
  at: fc.integer({ min: 0, max: 20 }),
  kind: fc.constantFrom('once' as const, 'recurring' as const),
  slackMs: fc.integer({ min: 0, max: 8 }),
  cancelled: fc.boolean(),
});

describe('TimerHeap', () => {
  it('gives up the live timers by instant, those of one instant in order of registration', () => {
    fc.assert(
      fc.property(fc.array(timer, { maxLength: 60 }), (planned) => {
        const heap = new TimerHeap();
        const live: Entry[] = [];
        for (const [order, { at, kind, slackMs, cancelled }] of planned.entries()) {
          const entry: Entry = { at, order, kind, slack: () => slackMs, owner: 'test', fire: () => {} };
          heap.add(entry);
          if (cancelled) heap.cancel(entry);
          else live.push(entry);
        }
        const expected = live.toSorted((a, b) => a.at - b.at || a.order - b.order);
        expect(heap.takeDue(10)).toEqual(expected.filter(({ at }) => at <= 10));
        expect(heap.peek()).toBe(expected.find(({ at }) => at > 10));
        expect(heap.hasOnce).toBe(expected.some(({ at, kind }) => at > 10 && kind === 'once'));
        expect(heap.takeDue(20)).toEqual(expected.filter(({ at }) => at > 10));
        expect(heap.peek()).toBeUndefined();
      }),
    );
  });

  it('may wait until the first live timer has used up its slack, and no longer', () => {
    fc.assert(
      fc.property(fc.array(timer, { maxLength: 60 }), (planned) => {
        const heap = new TimerHeap();
        const ends: number[] = [];
        for (const [order, { at, kind, slackMs, cancelled }] of planned.entries()) {
          const entry: Entry = { at, order, kind, slack: () => slackMs, owner: 'test', fire: () => {} };
          heap.add(entry);
          if (cancelled) heap.cancel(entry);
          else ends.push(at + slackMs);
        }
        expect(heap.deadline()).toBe(ends.length === 0 ? undefined : Math.min(...ends));
      }),
    );
  });

  it('counts live timers by owner', () => {
    const heap = new TimerHeap();
    const entry = (owner: string): Entry => ({ at: 1, order: 1, kind: 'once', slack: () => 0, owner, fire: () => {} });
    const gone = entry('states');
    for (const each of [gone, entry('states'), entry('scheduler')]) heap.add(each);
    heap.cancel(gone);
    expect(heap.countByOwner()).toEqual({ states: 1, scheduler: 1 });
  });
});
