import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minutesOf, SendTimeHistory, SendWindow } from '../../../src/contracts/send-window.ts';
import { bestSendMinute } from '../../../src/domain/schedule/best-send-minute.ts';
import { chooseSendTime } from '../../../src/domain/schedule/choose-send-time.ts';
import { exploreSlot } from '../../../src/domain/schedule/explore-slot.ts';
import { clockOf } from '../../../src/domain/schedule/local-words.ts';
import { sendSlots } from '../../../src/domain/schedule/send-slots.ts';
import { addEvidence, type ReadingEvent } from '../../../src/domain/schedule/send-time-evidence.ts';
import { at } from '../../support/builders.ts';
import vectors from './send-time.vectors.json' with { type: 'json' };

const today = '2026-11-25';
const todayNumber = Date.parse(today) / 86_400_000;
const noHistory: SendTimeHistory = [];

/** Readings at a local time of a reader in UTC, some days ago. */
const readings = (time: string, count: number, kind: ReadingEvent['kind'] = 'open', daysAgo = 0): ReadingEvent[] =>
  Array.from({ length: count }, () => ({
    at: new Date(Date.parse(`${today}T${time}Z`) - daysAgo * 86_400_000).toISOString(),
    kind,
  }));

const historyOf = (events: readonly ReadingEvent[], zone = 'UTC'): SendTimeHistory =>
  events.reduce((history, event) => addEvidence(history, event, zone), noHistory);

const slotsBetween = (from: string, to: string) =>
  sendSlots(SendWindow.parse({ optimize: { enabled: true, from, to } }), []);
const allDay = slotsBetween('00:00', '24:00');
const usual = slotsBetween('06:00', '18:00');

const bestAmong = (slots: readonly number[], events: readonly ReadingEvent[], benchmark = '09:00') => {
  const best = bestSendMinute({
    history: historyOf(events),
    slots,
    today: todayNumber,
    benchmark: minutesOf(benchmark),
  });
  return best === undefined ? undefined : clockOf(best);
};

type Readings = readonly (readonly (string | number)[])[];
type Vector = { readonly opens?: Readings; readonly clicks?: Readings; readonly send: string };
const eventsOf = ({ opens = [], clicks = [] }: Vector): ReadingEvent[] => [
  ...opens.flatMap(([time, count]) => readings(String(time), Number(count))),
  ...clicks.flatMap(([time, count]) => readings(String(time), Number(count), 'click')),
];

describe('the best time to send', () => {
  const slots = slotsBetween(vectors.window.start, vectors.window.end);

  it.each(vectors.vectors as readonly Vector[])('is $send for opens $opens and clicks $clicks', (vector) => {
    expect(bestAmong(slots, eventsOf(vector), vectors.benchmark)).toBe(vector.send);
  });

  it('does not change when machines open', () => {
    const people = readings('14:00', 3);
    const history = historyOf(people);
    expect(historyOf([...people, ...readings('07:00', 30, 'machine')])).toEqual(history);
  });

  it('forgets: two opens outweigh the benchmark today, and no more after 40 days', () => {
    expect(bestAmong(usual, readings('07:30', 2, 'open', 35))).toBe('07:15');
    expect(bestAmong(usual, readings('07:30', 2, 'open', 40))).toBe('09:00');
  });

  it('is the earlier of two equally good ones', () => {
    expect(bestAmong(usual, [...readings('11:00', 4), ...readings('07:30', 4)])).toBe('07:15');
  });

  it('crosses midnight: a reader at 00:00 is written to at 23:45', () => {
    expect(bestAmong(allDay, readings('00:00', 10))).toBe('23:45');
  });

  it('stays inside the window when the reader opens at its edges', () => {
    expect(bestAmong(usual, readings('06:00', 10))).toBe('06:00');
    expect(bestAmong(usual, readings('18:00', 10))).toBe('17:45');
  });

  it('is the allowed time nearest to the usual one when nothing is known, however far away', () => {
    expect(bestAmong(slotsBetween('00:00', '05:00'), [])).toBe('04:45');
    expect(bestAmong(slotsBetween('12:00', '18:00'), [])).toBe('12:00');
  });

  it('is undefined without a time to choose from', () => {
    expect(bestAmong([], readings('07:30', 10))).toBeUndefined();
  });

  it('lies within 30 minutes of the habit of nine readers in ten after ten opens', () => {
    const random = mulberry(7);
    let near = 0;
    for (let reader = 0; reader < 5000; reader++) {
      const habit = 420 + Math.floor(random() * 600);
      const history = Array.from({ length: 10 }, (_, day) => ({
        at: new Date(
          Date.parse(today) - day * 86_400_000 + Math.round(habit + gauss(random) * 30) * 60_000,
        ).toISOString(),
        kind: 'open' as const,
      }));
      const best = bestSendMinute({ history: historyOf(history), slots: usual, today: todayNumber, benchmark: 540 })!;
      if (Math.abs(best + 15 - habit) <= 30) near++;
    }
    expect(near / 5000).toBeGreaterThanOrEqual(0.9);
  });
});

/** A small seeded generator (mulberry32), and a normal variate by Box and Muller. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const gauss = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

describe('the evidence of a reader', () => {
  it('is kept in its own local time', () => {
    const [entry] = historyOf([{ at: at('2026-11-25T23:40Z'), kind: 'click' }], 'Asia/Tokyo');
    expect(entry).toEqual([34, 3, todayNumber + 1]);
  });

  it('adds up within a quarter of an hour of a day', () => {
    const opened = [...readings('07:30', 1), ...readings('07:44', 1, 'click'), ...readings('07:45', 1)];
    expect(historyOf(opened)).toEqual([
      [31, 1, todayNumber],
      [30, 4, todayNumber],
    ]);
  });

  const event = fc.record({
    at: fc.integer({ min: 96, max: 2000 * 96 }).map((quarter) => new Date(quarter * 900_000).toISOString()),
    kind: fc.constantFrom('open' as const, 'click' as const, 'machine' as const),
  });

  it('is the newest 32 entries, valid and at most 500 bytes, whatever comes', () => {
    const property = fc.property(fc.array(event, { maxLength: 80 }), (events) => {
      const history = historyOf(events, 'America/New_York');
      expect(SendTimeHistory.parse(history)).toEqual(history);
      expect(JSON.stringify(history).length).toBeLessThanOrEqual(500);
      const days = history.map(([, , day]) => day);
      expect(days).toEqual(days.toSorted((one, other) => other - one));
    });
    fc.assert(property);
  });

  it('does not depend on the order in which events come', () => {
    const property = fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      expect(historyOf(events.toReversed())).toEqual(historyOf(events));
    });
    fc.assert(property);
  });

  it('stays within 500 bytes when every number is as long as it can be', () => {
    const longest: SendTimeHistory = Array.from({ length: 32 }, () => [95, 99, 99_999]);
    expect(JSON.stringify(SendTimeHistory.parse(longest)).length).toBeLessThanOrEqual(500);
  });
});

describe('exploration', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `send_${index}`);

  it('takes its share of the sends, the same ones every time', () => {
    const explored = keys.filter((key) => exploreSlot(key, 0.05, usual) !== undefined);
    expect(explored.length / keys.length).toBeCloseTo(0.05, 2);
    expect(keys.filter((key) => exploreSlot(key, 0.05, usual) !== undefined)).toEqual(explored);
  });

  it('is spread evenly over the slots of the window', () => {
    const counts = new Map<number, number>();
    for (const key of keys) {
      const slot = exploreSlot(key, 1, usual)!;
      counts.set(slot, (counts.get(slot) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted((one, other) => one - other)).toEqual(usual);
    const expected = keys.length / usual.length;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).toBeLessThan(85);
  });

  it('reaches the whole window with a small share too: who explores says nothing about when', () => {
    const reached = new Set(keys.map((key) => exploreSlot(key, 0.05, usual)).filter((slot) => slot !== undefined));
    expect(reached.size).toBe(usual.length);
  });

  it('never happens with a share of 0', () => {
    expect(keys.some((key) => exploreSlot(key, 0, usual) !== undefined)).toBe(false);
  });
});

describe('a window with optimization', () => {
  const choose = (optimize: object, history: SendTimeHistory, stickyKey = 'send_1', more: object = {}) =>
    chooseSendTime({
      earliest: at('2026-11-25T00:00Z'),
      now: at('2026-11-25T00:00Z'),
      contact: { timezone: 'UTC', country: 'GB' },
      fallbackZone: 'UTC',
      window: SendWindow.parse({ ...more, optimize: { enabled: true, explore: 0, ...optimize } }),
      holidays: new Map(),
      history,
      stickyKey,
    });

  it('sends when the contact reads, and says by how much evidence', () => {
    const chosen = choose({}, historyOf(readings('07:30', 10)));
    expect(chosen).toMatchObject({ at: at('2026-11-25T07:15Z'), arm: 'optimized' });
    expect(chosen.shifts).toMatchObject([{ rule: 'optimized_time' }]);
    expect(chosen.shifts[0]?.detail).toContain('chosen for 07:30 by 1 reading of this contact on record');
  });

  it('sends at the preferred time when nothing is known', () => {
    expect(choose({}, noHistory).at).toBe(at('2026-11-25T09:00Z'));
    expect(choose({}, noHistory, 'send_1', { preferredTime: '11:00' }).at).toBe(at('2026-11-25T11:00Z'));
  });

  it('says when what is known is not enough', () => {
    const chosen = choose({}, historyOf(readings('07:30', 1)));
    expect(chosen.at).toBe(at('2026-11-25T09:00Z'));
    expect(chosen.shifts[0]?.detail).toContain('the usual time, as 1 reading on record is not enough for another');
  });

  it('chooses among the quarters that are open on some weekday', () => {
    const businessHours = { wed: [{ from: '10:00', to: '12:00' }] };
    expect(choose({}, historyOf(readings('12:30', 10)), 'send_1', { businessHours }).at).toBe(at('2026-11-25T11:45Z'));
  });

  it('explores at a random quarter of the window and counts the send as the control', () => {
    const key = Array.from({ length: 100 }, (_, index) => `send_${index}`).find(
      (one) => choose({ explore: 0.5 }, noHistory, one).arm === 'explored',
    )!;
    const chosen = choose({ explore: 0.5 }, historyOf(readings('07:30', 10)), key);
    expect(chosen.arm).toBe('explored');
    expect(chosen.shifts[0]?.detail).toContain('a random time of the optimization window');
    expect(usual).toContain((Date.parse(chosen.at) - Date.parse(today)) / 60_000);
  });
});
