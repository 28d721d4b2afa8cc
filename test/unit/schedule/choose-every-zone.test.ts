import { describe, expect, it } from 'vitest';
import { SendWindow } from '../../../src/contracts/send-window.ts';
import { chooseSendTime } from '../../../src/domain/schedule/choose-send-time.ts';
import { wallClock } from './temporal-offsets.ts';

const dayMs = 86_400_000;
const noDays: ReadonlyMap<string, string> = new Map();

function choose(window: SendWindow, zone: string, earliestMs: number) {
  const earliest = new Date(earliestMs).toISOString();
  const contact = { timezone: zone, country: null };
  return chooseSendTime({
    earliest,
    now: earliest,
    contact,
    fallbackZone: 'UTC',
    window,
    holidays: noDays,
    stickyKey: '',
  });
}

/** Every day of two years at a local time; what the clocks then show, day by day. */
function daysAt(time: string, zone: string): { date: string; time: string }[] {
  const window = SendWindow.parse({ preferredTime: time });
  const shown: { date: string; time: string }[] = [];
  let earliest = Date.parse('2026-01-01T00:00Z');
  for (let day = 0; day < 730; day++) {
    const { at, fellBack } = choose(window, zone, earliest);
    const ms = Date.parse(at);
    const local = wallClock(ms, zone).toISOString();
    if (fellBack || ms < earliest || ms > earliest + 14 * dayMs) throw new Error(`${zone}: ${at} after ${earliest}`);
    shown.push({ date: local.slice(0, 10), time: local.slice(11, 16) });
    earliest = ms + 1;
  }
  return shown;
}

const nextDate = (date: string): string => new Date(Date.parse(date) + dayMs).toISOString().slice(0, 10);

describe('a preferred time in every zone', () => {
  it('is met at local 09:00 on each of 730 days, one after the other', () => {
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      const days = daysAt('09:00', zone);
      for (const [index, { date, time }] of days.entries()) {
        const before = days[index - 1]?.date;
        if (time !== '09:00' || (before && nextDate(before) !== date))
          expect({ zone, date, time, before }).toBe('09:00 daily');
      }
      expect(days).toHaveLength(730);
    }
  });

  it.each([
    ['02:30', 'America/New_York', ['2026-03-08 03:30', '2027-03-14 03:30']],
    ['01:30', 'Europe/London', ['2026-03-29 02:30', '2027-03-28 02:30']],
    ['00:00', 'Africa/Cairo', ['2026-04-24 01:00', '2027-04-30 01:00']],
    ['02:15', 'Australia/Lord_Howe', ['2026-10-04 02:45', '2027-10-03 02:45']],
  ])('moves a missing %s in %s to the end of the gap, and misses no day', (time, zone, gaps) => {
    const days = daysAt(time, zone);
    const moved = days.filter((day) => day.time !== time).map((day) => `${day.date} ${day.time}`);
    expect(moved).toEqual(gaps);
    expect(new Set(days.map((day) => day.date)).size).toBe(730);
  });
});
