import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxEvidence, SendWindow } from '../../../src/contracts/send-window.ts';
import { chooseSendTime, type SendTimeInput } from '../../../src/domain/schedule/choose-send-time.ts';
import { weekendOf } from '../../../src/domain/schedule/weekend.ts';
import { type Case, firstAllowed, firstPreferred, isAllowed } from './send-time-oracle.ts';

const dayMs = 86_400_000;
const begin = Date.parse('2026-01-01T00:00Z');

/** Zones with gaps at midnight, half-hour changes, changes in Ramadan, and none at all. */
const zone = fc.constantFrom(
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'America/Havana',
  'Africa/Casablanca',
  'Asia/Beirut',
  'America/Scoresbysund',
  'Asia/Kathmandu',
  'Pacific/Chatham',
);

const clock = (step: number) =>
  fc.integer({ min: 0, max: 1440 / step - 1 }).map((n) => new Date(n * step * 60_000).toISOString().slice(11, 16));

/** Often early in the morning, where clocks change. */
const time = fc.oneof(clock(30), clock(1), fc.constantFrom('00:00', '00:30', '01:30', '02:00', '02:30', '03:00'));

const range = fc.tuple(time, fc.oneof(time, fc.constant('24:00'))).map(([one, other]) => {
  const [from, to] = one < other ? [one, other] : [other, one];
  return from === to || from === '24:00' ? { from: '09:00', to: '17:00' } : { from, to };
});
const openDay = fc.option(fc.array(range, { maxLength: 3 }), { nil: undefined });
const businessHours = fc.oneof(
  fc.record({ mon: openDay, tue: openDay, wed: openDay, thu: openDay, fri: openDay, sat: openDay, sun: openDay }),
  range.map((hours) => ({ mon: [hours], tue: [hours], wed: [hours], thu: [hours], fri: [hours] })),
);
const quietHours = fc.tuple(time, time).map(([from, to]) => (from === to ? undefined : { from, to }));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const rules = {
  businessHours: maybe(businessHours),
  quietHours: maybe(quietHours),
  skipWeekends: maybe(fc.boolean()),
  skipHolidays: maybe(fc.boolean()),
};
const defined = (parts: object): SendWindow => SendWindow.parse(JSON.parse(JSON.stringify(parts)));

/** Near the changes of clocks in spring and autumn, or anywhere in two years; to the second. */
const earliest = fc
  .oneof(
    fc.integer({ min: 0, max: 730 * 86_400 }),
    fc.integer({ min: 64 * 86_400, max: 90 * 86_400 }),
    fc.integer({ min: 295 * 86_400, max: 308 * 86_400 }),
  )
  .map((seconds) => begin + seconds * 1000);

const place = fc.record({
  zone,
  earliest,
  country: fc.constantFrom(null, 'GB', 'SA', 'IR', 'IN', 'XX'),
  holidayOffsets: fc.array(fc.integer({ min: -1, max: 15 }), { maxLength: 12 }),
});

interface Place {
  readonly zone: string;
  readonly earliest: number;
  readonly country: string | null;
  readonly holidayOffsets: readonly number[];
}

function caseOf(window: SendWindow, { zone: name, earliest: ms, country, holidayOffsets }: Place) {
  const dates = holidayOffsets.map((days) => new Date(ms + days * dayMs).toISOString().slice(0, 10));
  const holidays = new Map(dates.map((date) => [date, 'a holiday'] as const));
  const instant = new Date(ms).toISOString();
  const input: SendTimeInput = {
    earliest: instant,
    now: instant,
    contact: { timezone: name, country },
    fallbackZone: 'UTC',
    window,
    holidays,
    stickyKey: instant,
  };
  const oracle: Case = { earliest: ms, zone: name, window, weekend: weekendOf(country, undefined).days, holidays };
  return { input, oracle };
}

describe('the chosen instant', () => {
  it('is the earliest that every rule allows, or is marked as fallen back', () => {
    const property = fc.property(fc.record(rules).map(defined), place, (window, where) => {
      const { input, oracle } = caseOf(window, where);
      const chosen = chooseSendTime(input);
      const expected = firstAllowed(oracle);
      expect(chosen.fellBack).toBe(expected === undefined);
      expect(Date.parse(chosen.at)).toBe(expected ?? oracle.earliest);
    });
    fc.assert(property, { numRuns: 600 });
  });

  it('is the first preferred time that is allowed, or the first allowed minute after it on that day', () => {
    const property = fc.property(fc.record(rules).map(defined), time, place, (window, preferredTime, where) => {
      const { input, oracle } = caseOf({ ...window, preferredTime }, where);
      const chosen = chooseSendTime(input);
      const { first, allowed } = firstPreferred(oracle, preferredTime);
      expect(chosen.fellBack).toBe(allowed === undefined);
      expect(Date.parse(chosen.at)).toBe(allowed ?? first);
    });
    fc.assert(property, { numRuns: 600 });
  });

  it('is allowed, on a quarter of the optimization window or after it, whatever the history', () => {
    const bin = fc.integer({ min: 0, max: 95 });
    const history = fc.array(fc.tuple(bin, fc.integer({ min: 1, max: 9 }), fc.constant(20_450)), {
      maxLength: maxEvidence,
    });
    const explore = fc.constantFrom(0, 0.05, 0.5);
    const property = fc.property(
      fc.record(rules).map(defined),
      history,
      explore,
      place,
      (window, past, share, where) => {
        const optimized = SendWindow.parse({ ...window, optimize: { enabled: true, explore: share } });
        const { input, oracle } = caseOf(optimized, where);
        const chosen = chooseSendTime({ ...input, history: past });
        expect(chosen.fellBack || isAllowed(oracle, Date.parse(chosen.at))).toBe(true);
        expect(Date.parse(chosen.at)).toBeGreaterThanOrEqual(oracle.earliest);
      },
    );
    fc.assert(property, { numRuns: 400 });
  });

  it('is explained by shifts that lead from the earliest instant to it without a break', () => {
    const preferred = { ...rules, preferredTime: maybe(time) };
    const property = fc.property(fc.record(preferred).map(defined), place, (window, where) => {
      const { input } = caseOf(window, where);
      const { at, shifts } = chooseSendTime(input);
      const ends = [...shifts.map((shift) => shift.from), at];
      expect(ends[0]).toBe(input.earliest);
      expect([input.earliest, ...shifts.map((shift) => shift.to)]).toEqual(ends);
      for (const { detail } of shifts) expect(detail).toMatch(/^[A-Z0-9].*\.$/);
    });
    fc.assert(property, { numRuns: 300 });
  });
});
