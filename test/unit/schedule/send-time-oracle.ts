import { Temporal } from 'temporal-polyfill';
import type { SendWindow } from '../../../src/contracts/send-window.ts';
import { wallClock } from './temporal-offsets.ts';

/**
 * The rules of domain §3 a second time, slow and obvious: it walks minute by minute and asks Temporal for every local time. It shares
 * no code with what it judges.
 */
export interface Case {
  readonly earliest: number;
  readonly zone: string;
  readonly window: SendWindow;
  readonly weekend: readonly number[];
  readonly holidays: ReadonlyMap<string, string>;
}

const minuteMs = 60_000;
const limitMs = 14 * 86_400_000;
const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const dateOf = (wall: Date): string => wall.toISOString().slice(0, 10);

export function isAllowed({ zone, window, weekend, holidays }: Case, ms: number): boolean {
  const wall = wallClock(ms, zone);
  const weekday = wall.getUTCDay() || 7;
  const minute = wall.getUTCHours() * 60 + wall.getUTCMinutes();
  const open = window.businessHours?.[names[weekday - 1]!] ?? [];
  if (window.businessHours && !open.some(({ from, to }) => minuteOf(from) <= minute && minute < minuteOf(to)))
    return false;
  if (window.quietHours) {
    const [from, to] = [minuteOf(window.quietHours.from), minuteOf(window.quietHours.to)];
    if (from < to ? from <= minute && minute < to : from <= minute || minute < to) return false;
  }
  if (window.skipWeekends && weekend.includes(weekday)) return false;
  return !(window.skipHolidays && holidays.has(dateOf(wall)));
}

const minutesFrom = (ms: number): number => Math.ceil(ms / minuteMs) * minuteMs;

/** The first allowed instant from the earliest on, or undefined within 14 days. */
export function firstAllowed(one: Case): number | undefined {
  if (isAllowed(one, one.earliest)) return one.earliest;
  for (let ms = minutesFrom(one.earliest); ms <= one.earliest + limitMs; ms += minuteMs)
    if (isAllowed(one, ms)) return ms;
  return undefined;
}

const preferredOn = (date: Temporal.PlainDate, time: string, zone: string): number =>
  date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).epochMilliseconds;

/** Day after day: the preferred time, or the first allowed minute after it on that day. */
export function firstPreferred(one: Case, time: string): { first: number; allowed: number | undefined } {
  let date = Temporal.Instant.fromEpochMilliseconds(one.earliest).toZonedDateTimeISO(one.zone).toPlainDate();
  while (preferredOn(date, time, one.zone) < one.earliest) date = date.add({ days: 1 });
  const first = preferredOn(date, time, one.zone);
  for (; ; date = date.add({ days: 1 })) {
    const start = preferredOn(date, time, one.zone);
    if (start > one.earliest + limitMs) return { first, allowed: undefined };
    const day = dateOf(wallClock(start, one.zone));
    for (let ms = start; dateOf(wallClock(ms, one.zone)) === day && ms <= one.earliest + limitMs; ms += minuteMs)
      if (isAllowed(one, ms)) return { first, allowed: ms };
  }
}
