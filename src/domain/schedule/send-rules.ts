import type { SendWindow } from '../../contracts/send-window.ts';
import { dayMs } from '../later.ts';
import { epochDayOf, isoDate, isoWeekday } from './local-words.ts';
import { hoursOn, isInside, type WeekHours, weekHours } from './week-hours.ts';
import type { Weekend } from './weekend.ts';
import { localOf, spanAt } from './zone-offset.ts';

const minuteMs = 60_000;

export type Refusal = 'quiet_hours' | 'business_hours' | 'weekend' | 'holiday';

/** What keeps a mail back, for one contact. */
export interface SendRules {
  readonly zone: string;
  readonly window: SendWindow;
  readonly hours: WeekHours;
  readonly weekend: Weekend;
  /** Local date → name; empty when holidays are not skipped. */
  readonly holidays: ReadonlyMap<string, string>;
}

const none: ReadonlyMap<string, string> = new Map();

export const sendRules = (
  zone: string,
  window: SendWindow,
  weekend: Weekend,
  holidays: ReadonlyMap<string, string>,
): SendRules => ({
  zone,
  window,
  hours: weekHours(window),
  weekend,
  holidays: window.skipHolidays ? holidays : none,
});

const minuteOf = (local: number): number => (local - epochDayOf(local) * dayMs) / minuteMs;

export const isSkippedWeekend = (rules: SendRules, epochDay: number): boolean =>
  rules.window.skipWeekends === true && rules.weekend.days.includes(isoWeekday(epochDay));

export const holidayOn = (rules: SendRules, epochDay: number): string | undefined =>
  rules.holidays.size === 0 ? undefined : rules.holidays.get(isoDate(epochDay));

const isOpen = (rules: SendRules, local: number): boolean =>
  isInside(hoursOn(rules.hours, isoWeekday(epochDayOf(local))), minuteOf(local));

/**
 * The first rule that keeps a mail back at an instant, in the order of domain §3. A closed day that is a skipped weekend is called a
 * weekend: that says more than its hours.
 */
export function refusalAt(rules: SendRules, ms: number): Refusal | undefined {
  const local = localOf(ms, rules.zone);
  const day = epochDayOf(local);
  const weekend = isSkippedWeekend(rules, day);
  const closed = hoursOn(rules.hours, isoWeekday(day)).length === 0;
  if (!(weekend && closed) && !isOpen(rules, local))
    return isInside(rules.hours.quiet, minuteOf(local)) ? 'quiet_hours' : 'business_hours';
  if (weekend) return 'weekend';
  return holidayOn(rules, day) === undefined ? undefined : 'holiday';
}

/** The first instant from `ms` until `limit` whose local time `wanted` leaves as it is; clocks may jump forward and back meanwhile. */
function firstInstant(
  ms: number,
  limit: number,
  zone: string,
  wanted: (local: number) => number | undefined,
): number | undefined {
  for (let from = ms; from <= limit; ) {
    const span = spanAt(from, zone);
    const local = wanted(from + span.offset);
    if (local === undefined) return undefined;
    const at = local - span.offset;
    if (at < span.to) return at;
    from = span.to;
  }
  return undefined;
}

/** The local time, or the next one inside the hours; undefined when a whole week has none. */
function nextOpen(hours: WeekHours, local: number): number | undefined {
  const today = epochDayOf(local);
  for (let day = today; day <= today + 7; day++) {
    const start = day * dayMs;
    for (const { from, to } of hoursOn(hours, isoWeekday(day)))
      if (local < start + to * minuteMs) return Math.max(local, start + from * minuteMs);
  }
  return undefined;
}

/** The first instant from `ms` until `limit` that lies in the hours of its weekday. */
export const nextOpenInstant = (rules: SendRules, ms: number, limit: number): number | undefined =>
  firstInstant(ms, limit, rules.zone, (local) => nextOpen(rules.hours, local));

/** The first instant after `ms` whose local date is `epochDay` or later. */
export const startOfDay = (rules: SendRules, ms: number, epochDay: number): number =>
  firstInstant(ms, Number.POSITIVE_INFINITY, rules.zone, (local) => Math.max(local, epochDay * dayMs)) ?? ms;
