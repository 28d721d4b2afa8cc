import type { Holidays } from '../../contracts/send-window.ts';
import { dayMs } from '../later.ts';

const searchDays = 16;

const concerns = (countries: readonly string[] | undefined, country: string | null): boolean =>
  countries === undefined || (country !== null && countries.includes(country));

/**
 * The holidays of a contact's country by local date, `2026-12-25` → name: the public ones without those the tenant ignores, and the
 * tenant's own. Without a country only the tenant's days for everybody count.
 */
export function holidaysOf(
  country: string | null,
  publicDays: ReadonlyMap<string, string>,
  settings: Holidays,
): ReadonlyMap<string, string> {
  const days = new Map(country === null ? [] : publicDays);
  for (const { date, country: only } of settings.ignored) if (only === undefined || only === country) days.delete(date);
  for (const { date, name, countries } of settings.extra) if (concerns(countries, country)) days.set(date, name);
  return days;
}

/** The years whose holidays a send from `earliest` on may meet: 14 days of search, and a day to either side for the zones. */
export function holidayYears(earliest: string): readonly number[] {
  const start = Date.parse(earliest);
  const first = new Date(start - dayMs).getUTCFullYear();
  const last = new Date(start + searchDays * dayMs).getUTCFullYear();
  return first === last ? [first] : [first, last];
}
