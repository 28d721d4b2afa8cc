/** Public holidays of countries, by ISO 3166-1 alpha-2 code. */
export interface HolidayCalendar {
  /** Local date, `2026-12-25` → name, for all the years asked for; empty for a country without data, where nothing is ever skipped. */
  daysOf(country: string, years: readonly number[]): Promise<ReadonlyMap<string, string>>;
  isKnownCountry(country: string): Promise<boolean>;
}
