import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enrollmentItem, readEnrollment } from '../../../src/adapters/dynamo/enrollment-codec.ts';
import { enrollmentStatuses, holdReasons, LogEntry } from '../../../src/contracts/enrollment.ts';
import { advance } from '../../../src/domain/sequence/advance.ts';
import { aContact, anEmail, anEnrollment, aSequence, at, aWait } from '../../support/builders.ts';

const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2050-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const entry = fc.record({
  at: instant,
  stepId: orNull(fc.string()),
  what: fc.constantFrom(...LogEntry.shape.what.options),
  detail: fc.oneof(fc.string(), fc.constantFrom('Handed to the sender.', 'The sequence ended.', '')),
  sendId: orNull(fc.string()),
  until: orNull(instant),
});
const sequence = aSequence(anEmail('a', null));
const enrollment = fc
  .record({
    entry: fc.integer({ min: 1, max: 9999 }),
    version: fc.nat(),
    status: fc.constantFrom(...enrollmentStatuses),
    held: fc.subarray([...holdReasons]),
    cursor: orNull(fc.string()),
    currentStepId: orNull(fc.string()),
    dueAt: orNull(instant),
    waitingSince: orNull(instant),
    generation: fc.nat(),
    rev: fc.nat(),
    visits: fc.dictionary(
      fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
      fc.nat(),
      { noNullPrototype: true },
    ),
    previousSendId: orNull(fc.string()),
    stepsCompleted: fc.nat(),
    exitReason: orNull(fc.string()),
    enrolledAt: instant,
    completedAt: orNull(instant),
    exitedAt: orNull(instant),
    log: fc.array(entry, { maxLength: 20 }),
  })
  .map((over) => anEnrollment(sequence, over));

describe('enrollments in the table', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(enrollment, (row) => {
        expect(readEnrollment(enrollmentItem(row))).toEqual(row);
      }),
    );
  });

  it('fit into one write unit for a three-mail drip, from its first wait to its end', () => {
    const drip = aSequence(
      anEmail('welcome', 'wait_2_days'),
      aWait('wait_2_days', 'overview'),
      anEmail('overview', 'wait_3_days'),
      aWait('wait_3_days', 'offer', 3),
      anEmail('offer', null),
    );
    const long = {
      tenantId: 'ten_d54gz64t25',
      campaignId: 'cmp_01m84b4pqr6zcyfdcwd6vzrpaj',
      contactId: 'con_01m84b4jv25j8s5z8jgaqqmbvr',
    };
    let row = anEnrollment(drip, long);
    for (const now of ['2026-11-25T09:00:00Z', '2026-11-27T09:00:00Z', '2026-11-30T09:00:00Z']) {
      const input = {
        enrollment: row,
        contact: aContact({ timezone: 'Europe/Berlin' }),
        messages: [],
        sequence: drip,
        fallbackZone: 'UTC',
        endDate: null,
        now: at(now),
        stale: false,
      };
      row = advance(input).enrollment;
      expect(sizeOf(enrollmentItem(row))).toBeLessThanOrEqual(1024);
    }
    expect(row.status).toBe('completed');
  });
});

/** The size of an item as DynamoDB counts it, in bytes. */
function sizeOf(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return 3 + value.reduce((sum: number, one) => sum + 1 + sizeOf(one), 0);
  return Object.entries(value as object).reduce(
    (sum, [name, one]) => sum + Buffer.byteLength(name) + sizeOf(one) + 1,
    3,
  );
}
