import { Temporal } from 'temporal-polyfill';

const [begin, end] = [Date.parse('2025-12-01'), Date.parse('2028-02-01')];

interface Change {
  readonly at: number;
  readonly offset: number;
}

const known = new Map<string, readonly Change[]>();

/** What Temporal says about a zone in our years, in order; asked without the code under test. */
function readChanges(zone: string): readonly Change[] {
  const found: Change[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(begin).toZonedDateTimeISO(zone);
  while (at && at.epochMilliseconds < end) {
    found.push({ at: at.epochMilliseconds, offset: at.offsetNanoseconds / 1_000_000 });
    at = at.getTimeZoneTransition('next');
  }
  return found;
}

function changesOf(zone: string): readonly Change[] {
  const changes = known.get(zone) ?? readChanges(zone);
  known.set(zone, changes);
  return changes;
}

/** Instants from December 2025 to January 2028 at which the clocks of a zone change. */
export const transitionsOf = (zone: string): readonly number[] =>
  changesOf(zone)
    .slice(1)
    .map(({ at }) => at);

/** What the clocks of a zone show at an instant, as a Date whose UTC parts are the local ones. */
export function wallClock(ms: number, zone: string): Date {
  const change = changesOf(zone).findLast(({ at }) => at <= ms);
  if (!change || ms >= end) throw new Error(`${new Date(ms).toISOString()} is outside the years of this test`);
  return new Date(ms + change.offset);
}
