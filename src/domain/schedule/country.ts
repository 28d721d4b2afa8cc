let regions: Intl.DisplayNames | undefined;

/** True for a two-letter code that the Unicode CLDR has a name for. */
export function isCountry(country: string): boolean {
  regions ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  return /^[A-Z]{2}$/.test(country) && country !== 'ZZ' && regions.of(country) !== undefined;
}
