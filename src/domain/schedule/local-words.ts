import { monthNames, weekdayNames } from '../calendar-names.ts';
import { dayMs } from '../later.ts';

/** Days since 1970 of a local wall time in milliseconds. */
export const epochDayOf = (local: number): number => Math.floor(local / dayMs);

/** ISO weekday, 1 for Monday to 7 for Sunday; the first day of 1970 was a Thursday. */
export const isoWeekday = (epochDay: number): number => ((((epochDay + 3) % 7) + 7) % 7) + 1;

/** `2026-11-28` of days since 1970. */
export const isoDate = (epochDay: number): string => new Date(epochDay * dayMs).toISOString().slice(0, 10);

/** `09:00` of minutes from midnight. */
export const clockOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(Math.floor(minutes) % 60).padStart(2, '0')}`;

/** `09:00` of a local wall time in milliseconds. */
export const localClock = (local: number): string => clockOf((local - epochDayOf(local) * dayMs) / 60_000);

export const weekdayName = (iso: number): string => weekdayNames[iso - 1] ?? '';

/** `Saturday 28 November`. */
export function dayInWords(epochDay: number): string {
  const date = new Date(epochDay * dayMs);
  return `${weekdayName(isoWeekday(epochDay))} ${date.getUTCDate()} ${monthNames[date.getUTCMonth()]}`;
}
