import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { Duration } from '../../../src/contracts/primitives.ts';
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

  describe('in any zone', () => {
    const minute = 60_000;
    const zoned = (ms: number, zone: string) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
    /** An instant anywhere, or within some days of the next change of the zone's clocks. */
    const moment = fc
      .record({
        zone: fc.constantFrom(...Intl.supportedValuesOf('timeZone'), 'UTC', '+05:45', '-09:30'),
        ms: fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2100, 0) }),
        nearChange: fc.boolean(),
        offBy: fc.oneof(fc.constantFrom(-1, 0, 1), fc.integer({ min: -4 * 1_440 * minute, max: 4 * 1_440 * minute })),
      })
      .map(({ zone, ms, nearChange, offBy }) => {
        const change = nearChange ? zoned(ms, zone).getTimeZoneTransition('next')?.epochMilliseconds : undefined;
        return { zone, ms: change === undefined ? ms : change + offBy };
      });
    const wait = fc.record({
      unit: fc.constantFrom('minutes', 'hours', 'days', 'weeks'),
      value: fc.integer({ min: 1, max: 60 }),
    });

    it('a wait ends where Temporal says', () => {
      fc.assert(
        fc.property(moment, wait, ({ zone, ms }, { unit, value }) => {
          const { epochMilliseconds } = zoned(ms, zone).add({ [unit]: value });
          const expected = new Date(epochMilliseconds).toISOString();
          expect(addWait(new Date(ms).toISOString(), { unit, value } as Duration, zone)).toBe(expected);
        }),
        { numRuns: 2_000 },
      );
    }, 60_000);

    it('the day is the one of Temporal', () => {
      fc.assert(
        fc.property(moment, ({ zone, ms }) => {
          expect(dayOf(new Date(ms).toISOString(), zone)).toBe(zoned(ms, zone).toPlainDate().toString());
        }),
        { numRuns: 1_000 },
      );
    }, 60_000);
  });

  it.each([
    ['2026-02-30T09:00:00.000Z', 'Europe/Berlin'],
    ['tomorrow', 'Europe/Berlin'],
    ['2026-02-20T09:00:00.000Z', 'Europe/Nowhere'],
  ])('of %s in %s there is none', (instantText, zone) => {
    expect(() => addWait(instantText, { value: 2, unit: 'days' }, zone)).toThrow(RangeError);
    expect(() => dayOf(instantText, zone)).toThrow(RangeError);
  });

  it('reads an instant of another spelling as well', () => {
    expect(addWait('2026-11-25T10:00:00+01:00', { value: 2, unit: 'days' }, 'Europe/Berlin')).toBe(
      '2026-11-27T09:00:00.000Z',
    );
    expect(dayOf('2026-11-25T23:30Z', 'Asia/Tokyo')).toBe('2026-11-26');
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
