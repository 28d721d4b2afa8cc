import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { instantOf, localOf, spanAt } from '../../../src/domain/schedule/zone-offset.ts';
import vectors from './local-time.vectors.json' with { type: 'json' };
import { transitionsOf } from './temporal-offsets.ts';

const ms = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const wall = (local: string): number => Date.parse(`${local}Z`);
const zones = Intl.supportedValuesOf('timeZone');
const begin = Date.parse('2026-01-01');

describe('offsets of a zone', () => {
  it.each(vectors.vectors)('$local in $zone is $instant: $why', ({ local, zone, instant }) => {
    expect(instantOf(wall(local), zone)).toBe(ms(instant));
  });

  it('agree with Temporal around every change of every zone in two years, for each quarter of an hour', () => {
    let changes = 0;
    for (const zone of zones)
      for (const change of transitionsOf(zone)) {
        changes++;
        const around = Math.floor((change + spanAt(change, zone).offset) / 900_000) * 900_000;
        for (let local = around - 4 * 3_600_000; local <= around + 4 * 3_600_000; local += 900_000) {
          const plain = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
          const expected = plain.toZonedDateTime(zone).epochMilliseconds;
          if (instantOf(local, zone) !== expected) expect({ zone, local: plain.toString() }).toBe('as Temporal has it');
        }
      }
    expect(changes).toBeGreaterThan(400);
  });

  it('begin and end where the clocks change', () => {
    const span = spanAt(ms('2026-07-01T00:00Z'), 'Europe/London');
    expect(span).toEqual({ from: ms('2026-03-29T01:00Z'), to: ms('2026-10-25T01:00Z'), offset: 3_600_000 });
    expect(spanAt(span.from - 1, 'Europe/London').offset).toBe(0);
    expect(spanAt(span.to, 'Europe/London').offset).toBe(0);
    expect(spanAt(span.to - 1, 'Europe/London').offset).toBe(3_600_000);
  });

  it('last for years in a zone whose clocks stand still', () => {
    const { from, to, offset } = spanAt(begin, 'UTC');
    expect(offset).toBe(0);
    expect(to - from).toBeGreaterThan(4 * 365 * 86_400_000);
    expect(localOf(begin, 'Asia/Kathmandu') - begin).toBe(345 * 60_000);
  });
});
