import { Temporal } from 'temporal-polyfill';
import { dayMs } from '../later.ts';

/** A time in which the offset of a zone is known to be constant: `from` ≤ t < `to`, all in milliseconds. */
export interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Asking Temporal for an offset takes tens of microseconds; a zone has two spans a year, and a campaign lives in a few of them. */
const known = new Map<string, OffsetSpan[]>();
const maxSpans = 64;

/** Temporal looks no further than some years ahead for a change: beyond two years nothing is concluded from finding none. */
const horizonMs = 2 * 366 * dayMs;

function readSpan(ms: number, zone: string): OffsetSpan {
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
  // The transition before the next millisecond is the one at or before this one.
  const before = at.add({ milliseconds: 1 }).getTimeZoneTransition('previous');
  const after = at.getTimeZoneTransition('next');
  return {
    from: Math.max(before?.epochMilliseconds ?? Number.NEGATIVE_INFINITY, ms - horizonMs),
    to: Math.min(after?.epochMilliseconds ?? Number.POSITIVE_INFINITY, ms + horizonMs),
    offset: at.offsetNanoseconds / 1_000_000,
  };
}

function learnSpan(ms: number, zone: string): OffsetSpan {
  const span = readSpan(ms, zone);
  known.set(zone, [span, ...(known.get(zone) ?? [])].slice(0, maxSpans));
  return span;
}

/** The span around an instant, in an IANA zone that exists. */
export function spanAt(ms: number, zone: string): OffsetSpan {
  for (const span of known.get(zone) ?? []) if (span.from <= ms && ms < span.to) return span;
  return learnSpan(ms, zone);
}

/** Local wall time as milliseconds: what a UTC clock would show if it showed the local time. */
export const localOf = (ms: number, zone: string): number => ms + spanAt(ms, zone).offset;

/**
 * The instant of a local wall time: a missing one moves forward by the gap, a repeated one means the first (Temporal's `compatible`,
 * RFC 5545 §3.3.5). No zone is further than a day from UTC, so the spans a day to either side hold both readings.
 */
export function instantOf(local: number, zone: string): number {
  const before = spanAt(local - dayMs, zone);
  const first = local - before.offset;
  if (first < before.to) return first;
  const after = spanAt(local + dayMs, zone);
  const second = local - after.offset;
  return second < after.from ? first : second;
}
