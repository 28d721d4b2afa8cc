import type HolidayRules from 'date-holidays';
import type { HolidayCalendar } from '../../usecases/ports/holiday-calendar.ts';
import { datesOf } from './holiday-days.ts';

type Library = typeof HolidayRules;

/** 1.4 MB and a tenth of a second: loaded by the first mail that skips holidays, in a chunk of its own (ADR 13). */
const loadLibrary = async (): Promise<Library> => (await import('date-holidays')).default;

interface Country {
  readonly rules: HolidayRules;
  readonly years: Map<number, ReadonlyMap<string, string>>;
}

/** Names are in English where they are known in English, else in the country's own language. */
function readYear(rules: HolidayRules, year: number): ReadonlyMap<string, string> {
  const days = new Map<string, string>();
  for (const holiday of rules.getHolidays(year, 'en'))
    for (const date of datesOf(holiday)) if (!days.has(date)) days.set(date, holiday.name);
  return days;
}

function daysOfYear({ rules, years }: Country, year: number): ReadonlyMap<string, string> {
  const days = years.get(year) ?? readYear(rules, year);
  years.set(year, days);
  return days;
}

/** A year and the one before it: a feast may begin in December and last into January. */
const withYearBefore = (years: readonly number[]): readonly number[] =>
  [...new Set(years.flatMap((year) => [year - 1, year]))].sort();

/** Public holidays and their substitute days from date-holidays; one computation for each country and year. */
export function holidayCalendar(load: () => Promise<Library> = loadLibrary): HolidayCalendar {
  const countries = new Map<string, Country>();
  let library: Promise<Library> | undefined;
  let known: ReadonlySet<string> | undefined;

  async function loaded(): Promise<Library> {
    library ??= load();
    try {
      return await library;
    } catch (cause) {
      library = undefined;
      throw new Error('the holidays could not be loaded', { cause });
    }
  }

  const isKnown = (Rules: Library, country: string): boolean => {
    known ??= new Set(Object.keys(new Rules().getCountries()));
    return known.has(country);
  };

  function countryOf(Rules: Library, code: string): Country {
    const country = countries.get(code) ?? { rules: new Rules(code, { types: ['public'] }), years: new Map() };
    countries.set(code, country);
    return country;
  }

  return {
    daysOf: async (code, years) => {
      const Rules = await loaded();
      if (!isKnown(Rules, code)) return new Map();
      const country = countryOf(Rules, code);
      const days = withYearBefore(years).flatMap((year) => [...daysOfYear(country, year)]);
      return new Map(days.filter(([date]) => years.includes(Number(date.slice(0, 4)))));
    },
    isKnownCountry: async (code) => isKnown(await loaded(), code),
  };
}
