import { Temporal } from 'temporal-polyfill';
import { monthNames, weekdayNames } from '../calendar-names.ts';
import { type Json, toNumber } from './value.ts';

interface Local {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly dayOfWeek: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');
const twelve = (hour: number): number => ((hour + 11) % 12) + 1;
const monthName = (at: Local): string => monthNames[at.month - 1] ?? '';
const weekdayName = (at: Local): string => weekdayNames[at.dayOfWeek - 1] ?? '';

function ordinal(day: number): string {
  const teen = day % 100 > 10 && day % 100 < 14;
  return `${day}${(teen ? undefined : ['th', 'st', 'nd', 'rd'][day % 10]) ?? 'th'}`;
}

/** The tokens of a date format, each with what it prints for Wednesday, 4 March 2026, 15:07:09. */
const tokens: Readonly<Record<string, (at: Local) => string>> = {
  YYYY: (at) => pad(at.year, 4), // 2026
  YY: (at) => pad(at.year % 100), // 26
  MMMM: monthName, // March
  MMM: (at) => monthName(at).slice(0, 3), // Mar
  MM: (at) => pad(at.month), // 03
  M: (at) => String(at.month), // 3
  DD: (at) => pad(at.day), // 04
  Do: (at) => ordinal(at.day), // 4th
  D: (at) => String(at.day), // 4
  dddd: weekdayName, // Wednesday
  ddd: (at) => weekdayName(at).slice(0, 3), // Wed
  HH: (at) => pad(at.hour), // 15
  H: (at) => String(at.hour), // 15
  hh: (at) => pad(twelve(at.hour)), // 03
  h: (at) => String(twelve(at.hour)), // 3
  mm: (at) => pad(at.minute), // 07
  ss: (at) => pad(at.second), // 09
  A: (at) => (at.hour < 12 ? 'AM' : 'PM'), // PM
  a: (at) => (at.hour < 12 ? 'am' : 'pm'), // pm
};

export const defaultDateFormat = 'D MMMM YYYY';

const piece = /\[([^\]]*)\]|([A-Za-z])\2*(?:(?<=D)o)?|[^A-Za-z[]+|\[/g;

/** Letters of a format that are no token and stand outside of [brackets]. */
function unknownTokens(format: string): readonly string[] {
  const words = Array.from(format.matchAll(piece), ([text]) => text).filter((text) => /^[A-Za-z]/.test(text));
  return words.filter((text) => !Object.hasOwn(tokens, text));
}

const isZone = (zone: string): boolean => {
  try {
    return Boolean(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone));
  } catch {
    return false;
  }
};

function localOf(value: string | number, zone: string): Local {
  if (typeof value === 'number')
    return Temporal.Instant.fromEpochMilliseconds(Math.trunc(value)).toZonedDateTimeISO(zone);
  return /(Z|[+-]\d\d:?\d\d)$/i.test(value) && value.length > 10
    ? Temporal.Instant.from(value).toZonedDateTimeISO(zone)
    : Temporal.PlainDateTime.from(value);
}

/**
 * A date in words. `value` is an ISO day, an ISO local time, an ISO instant or milliseconds since 1970; instants are shown in `zone`.
 * Empty for anything else.
 */
export function formatDate(value: Json, format: string, zone: string): string {
  const date = typeof value === 'string' ? value.trim() : toNumber(value);
  if (date === undefined || date === '') return '';
  try {
    const at = localOf(date, zone);
    return format.replace(
      piece,
      (text, literal: string | undefined) =>
        literal ?? (Object.hasOwn(tokens, text) ? (tokens[text]?.(at) ?? '') : text),
    );
  } catch {
    return '';
  }
}

/** Why a format or zone written in a template cannot work; undefined when it can. */
export function dateFault(format: string | undefined, zone: string | undefined): string | undefined {
  const unknown = format === undefined ? [] : unknownTokens(format);
  if (unknown.length > 0) {
    return `"${unknown[0]}" is no token of a date format. Use ${Object.keys(tokens).join(', ')}, and put other letters in [brackets].`;
  }
  return zone !== undefined && !isZone(zone)
    ? `"${zone}" is no time zone. Write an IANA name, for example Europe/London.`
    : undefined;
}
