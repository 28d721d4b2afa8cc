import { Temporal } from 'temporal-polyfill';
import type { Duration } from '../../contracts/primitives.ts';
import { spanAt } from './zone-offset.ts';

const canonical = (instant: Temporal.Instant): string => new Date(instant.epochMilliseconds).toISOString();

/**
 * The instant of a local time in an IANA zone. A time that does not exist moves forward by the gap; one that occurs twice means the
 * first (Temporal's `compatible`, RFC 5545 §3.3.5).
 */
export const localToInstant = (local: string, zone: string): string =>
  canonical(Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant());

const millisecondsOf = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 } as const;

const stored = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Milliseconds of an instant as this system writes them; undefined for another spelling, and for a day its month does not have. */
function storedMs(instant: string): number | undefined {
  if (!stored.test(instant)) return undefined;
  const ms = Date.parse(instant);
  return new Date(ms).getUTCDate() === Number(instant.slice(8, 10)) ? ms : undefined;
}

/** No zone has ever set its clocks back by more: a local time this long after a change is not of both sides of it. */
const longestOverlapMs = 2 * 86_400_000;

/**
 * The end of a wait whose days are all of 24 hours: no clock is changed between its start and its end, nor shortly before the end, whose
 * local time would then be twice. Undefined when it is not known to be such.
 */
function steadyEnd(from: string, wait: Duration, zone: string): string | undefined {
  const start = storedMs(from);
  if (start === undefined) return undefined;
  const steady = spanAt(start, zone);
  const end = start + nominalMs(wait);
  return end >= steady.from + longestOverlapMs && end < steady.to ? new Date(end).toISOString() : undefined;
}

/** `from` plus a wait: minutes and hours are elapsed time, days and weeks are calendar days in the zone. */
export function addWait(from: string, wait: Duration, zone: string): string {
  const steady = steadyEnd(from, wait, zone);
  if (steady) return steady;
  const start = Temporal.Instant.from(from).toZonedDateTimeISO(zone);
  return canonical(start.add({ [wait.unit]: wait.value }).toInstant());
}

/** The calendar day of an instant in a zone, `2026-11-25`. */
export function dayOf(instant: string, zone: string): string {
  const ms = storedMs(instant);
  return ms === undefined
    ? Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString()
    : new Date(ms + spanAt(ms, zone).offset).toISOString().slice(0, 10);
}

/** Length of a wait in milliseconds, a day taken as 24 hours: for comparing, not for scheduling. */
export const nominalMs = (wait: Duration): number => wait.value * millisecondsOf[wait.unit];
