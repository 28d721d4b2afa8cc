import { Temporal } from 'temporal-polyfill';
import type { Duration } from '../../contracts/primitives.ts';

const canonical = (instant: Temporal.Instant): string => new Date(instant.epochMilliseconds).toISOString();

/**
 * The instant of a local time in an IANA zone. A time that does not exist moves forward by the gap; one that occurs twice means the
 * first (Temporal's `compatible`, RFC 5545 §3.3.5).
 */
export const localToInstant = (local: string, zone: string): string =>
  canonical(Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant());

/** `from` plus a wait: minutes and hours are elapsed time, days and weeks are calendar days in the zone. */
export function addWait(from: string, wait: Duration, zone: string): string {
  const start = Temporal.Instant.from(from).toZonedDateTimeISO(zone);
  return canonical(start.add({ [wait.unit]: wait.value }).toInstant());
}

/** The calendar day of an instant in a zone, `2026-11-25`. */
export const dayOf = (instant: string, zone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();

const millisecondsOf = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 } as const;

/** Length of a wait in milliseconds, a day taken as 24 hours: for comparing, not for scheduling. */
export const nominalMs = (wait: Duration): number => wait.value * millisecondsOf[wait.unit];
