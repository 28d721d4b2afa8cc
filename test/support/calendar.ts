import type { TestCloud } from './cloud.ts';

export const dayMs = 86_400_000;

/** Goes to ten o'clock of the next Monday, UTC: the calendar of a test must not depend on the day it runs. */
export async function untilMonday(cloud: TestCloud): Promise<number> {
  const now = Date.parse(await cloud.advanceBy('PT1S'));
  const monday = 4 * dayMs + 10 * 3_600_000; // The epoch began on a Thursday.
  const next = Math.ceil((now - monday) / (7 * dayMs)) * 7 * dayMs + monday;
  return Date.parse(await cloud.advanceBy(`PT${Math.ceil((next - now) / 1000)}S`));
}

/** The local time of an instant, as "Tue 09:00". */
export const weekdayTime = (instant: string, timeZone: string): string => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(instant));
  return parts.replace(/[^A-Za-z0-9:]+/, ' ');
};
