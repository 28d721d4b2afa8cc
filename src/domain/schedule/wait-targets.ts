import { Temporal } from 'temporal-polyfill';
import { localToInstant } from './local-time.ts';

/** Monday is 1, as in ISO 8601. */
type IsoWeekday = number;

const localDate = (instant: string, zone: string): Temporal.PlainDate =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate();

/** The first instant after `from` with this local time, on one of the weekdays; any weekday where none is given. */
export function nextLocalTime(from: string, time: string, weekdays: readonly IsoWeekday[], zone: string): string {
  const today = localDate(from, zone);
  for (let days = 0; days <= 8; days++) {
    const day = today.add({ days });
    const at = localToInstant(`${day}T${time}`, zone);
    if (at > from && (weekdays.length === 0 || weekdays.includes(day.dayOfWeek))) return at;
  }
  throw new Error(`No ${time} within eight days of ${from} in ${zone}`);
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

function dateOf(value: string, zone: string): Temporal.PlainDate | undefined {
  try {
    return dateOnly.test(value)
      ? Temporal.PlainDate.from(value)
      : Temporal.Instant.from(new Date(value).toISOString()).toZonedDateTimeISO(zone).toPlainDate();
  } catch {
    return undefined;
  }
}

export interface DateTarget {
  /** A calendar day or an instant, as text. */
  readonly value: string;
  readonly offsetDays: number;
  /** Undefined: a day means 09:00 and an instant its own time of day. */
  readonly localTime: string | undefined;
}

const timeOf = ({ value, localTime }: DateTarget, zone: string): string => {
  if (localTime) return localTime;
  if (dateOnly.test(value)) return '09:00';
  return Temporal.Instant.from(new Date(value).toISOString()).toZonedDateTimeISO(zone).toPlainTime().toString();
};

/** The instant so many days after a date of the contact; undefined where the text is no date. */
export function instantOfDate(target: DateTarget, zone: string): string | undefined {
  const day = dateOf(target.value, zone);
  return day && localToInstant(`${day.add({ days: target.offsetDays })}T${timeOf(target, zone)}`, zone);
}
