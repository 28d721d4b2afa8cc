import { isCountry } from '../../contracts/country.ts';
import type { WeekendDays } from '../../contracts/send-window.ts';
import { weekdayName } from './local-words.ts';

export interface Weekend {
  /** ISO weekdays, 1 for Monday. */
  readonly days: readonly number[];
  /** Whose weekend this is and where it is known from: ends the sentence of a shift. */
  readonly detail: string;
}

const usual: readonly number[] = [6, 7];

const inWords = (days: readonly number[]): string => days.map(weekdayName).join(' and ') || 'no day';

/** For a region that it does not know the Unicode CLDR answers with the weekend of the world. */
const readWeekend = (country: string): readonly number[] | undefined =>
  isCountry(country) ? new Intl.Locale(`und-${country}`).getWeekInfo?.().weekend : undefined;

/** Asking takes a quarter of a millisecond, and there are few countries. */
const known = new Map<string, readonly number[] | undefined>();

function weekendIn(country: string): readonly number[] | undefined {
  if (!known.has(country)) known.set(country, readWeekend(country));
  return known.get(country);
}

/** The weekend of a country: the tenant's, else that of the Unicode CLDR, else the tenant's default, else Saturday and Sunday. */
export function weekendOf(country: string | null, settings: WeekendDays | undefined): Weekend {
  const own = country ? settings?.countries?.[country] : undefined;
  if (own) return { days: own, detail: `Weekend of ${country}: ${inWords(own)}, as set by you.` };
  const published = country ? weekendIn(country) : undefined;
  if (published) return { days: published, detail: `Weekend of ${country}: ${inWords(published)}.` };
  const days = settings?.default ?? usual;
  return { days, detail: `No country with a known weekend: ${inWords(days)}.` };
}
