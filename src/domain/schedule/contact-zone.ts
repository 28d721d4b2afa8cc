export interface ZoneChoice {
  readonly zone: string;
  readonly source: 'contact' | 'country' | 'campaign';
}

function readZones(country: string): readonly string[] {
  try {
    return new Intl.Locale(`und-${country}`).getTimeZones?.() ?? [];
  } catch {
    return [];
  }
}

/** Asking for the zones of a country takes a quarter of a millisecond, and there are few countries. */
const known = new Map<string, readonly string[]>();

function zonesOfCountry(country: string): readonly string[] {
  const zones = known.get(country) ?? readZones(country);
  known.set(country, zones);
  return zones;
}

/** Zone of a contact: its own, else that of its country when there is only one, else the campaign's (domain §3). */
export function zoneOf(contact: { timezone: string | null; country: string | null }, fallback: string): ZoneChoice {
  if (contact.timezone) return { zone: contact.timezone, source: 'contact' };
  const zones = contact.country ? zonesOfCountry(contact.country) : [];
  const only = zones.length === 1 ? zones[0] : undefined;
  return only ? { zone: only, source: 'country' } : { zone: fallback, source: 'campaign' };
}
