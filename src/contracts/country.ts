import * as z from 'zod';

/** Regions of the Unicode CLDR that are no countries: unions, outlying islands, unknown, and two for tests of software. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ', 'XA', 'XB']);

let regions: Intl.DisplayNames | undefined;
const nameOf = (code: string): string | undefined => {
  regions ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  return noCountries.has(code) ? undefined : regions.of(code);
};

/** The code used today for a two-letter code in capitals: GB for UK; null where no country has it. */
export function countryOf(code: string): string | null {
  if (!/^[A-Z]{2}$/.test(code) || nameOf(code) === undefined) return null;
  return new Intl.Locale(`und-${code}`).region ?? null;
}

export const isCountry = (code: string): boolean => countryOf(code) === code;

/** One sentence that says why the code is none and what to write. */
function faultOf(code: string): string {
  const today = countryOf(code);
  return today
    ? `Write ${today} for ${nameOf(today) ?? today}: ${code} is not its ISO code.`
    : 'Write the two-letter ISO code of a country in capitals, for example GB.';
}

export const Country = z
  .string()
  .refine(isCountry, { error: ({ input }) => faultOf(typeof input === 'string' ? input : '') })
  .meta({ description: 'Two-letter ISO country code.', example: 'GB', pattern: '^[A-Z]{2}$' });
