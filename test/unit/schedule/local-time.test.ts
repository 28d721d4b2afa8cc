import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { zoneOf } from '../../../src/domain/schedule/contact-zone.ts';
import { addWait, dayOf, localToInstant } from '../../../src/domain/schedule/local-time.ts';
import vectors from './local-time.vectors.json' with { type: 'json' };

const instant = (text: string): string => new Date(Temporal.Instant.from(text).epochMilliseconds).toISOString();
const units = { minutes: 'minutes', hours: 'hours', days: 'days', weeks: 'weeks' } as const;
const unitOf = (unit: string) => units[unit as keyof typeof units];

describe('local time', () => {
  it.each(vectors.vectors)('$local in $zone is $instant: $why', ({ local, zone, instant: expected }) => {
    expect(localToInstant(local, zone)).toBe(instant(expected));
  });

  it.each(vectors.waits)('$from plus $wait.value $wait.unit in $zone: $why', ({ from, wait, zone, until }) => {
    expect(addWait(from, { value: wait.value, unit: unitOf(wait.unit) }, zone)).toBe(instant(until));
  });

  it('takes the day of an instant in the zone asked for', () => {
    expect(dayOf('2026-11-25T23:30:00.000Z', 'Asia/Tokyo')).toBe('2026-11-26');
    expect(dayOf('2026-11-25T23:30:00.000Z', 'UTC')).toBe('2026-11-25');
  });
});

describe('the zone of a contact', () => {
  it('is its own, then that of a country with one zone, then the campaign’s', () => {
    expect(zoneOf({ timezone: 'Asia/Tokyo', country: 'GB' }, 'UTC')).toEqual({ zone: 'Asia/Tokyo', source: 'contact' });
    expect(zoneOf({ timezone: null, country: 'GB' }, 'UTC')).toEqual({ zone: 'Europe/London', source: 'country' });
    expect(zoneOf({ timezone: null, country: 'US' }, 'America/New_York')).toEqual({
      zone: 'America/New_York',
      source: 'campaign',
    });
    expect(zoneOf({ timezone: null, country: null }, 'UTC')).toEqual({ zone: 'UTC', source: 'campaign' });
  });
});
