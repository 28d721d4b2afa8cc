import { describe, expect, it } from 'vitest';
import type { ResumePolicy } from '../../../src/contracts/campaign.ts';
import { dueAfterPauses, wentStale } from '../../../src/domain/schedule/pause-shift.ts';
import { at } from '../../support/builders.ts';

const pause = (from: string, to: string | null, policy: ResumePolicy | null = 'shift') => ({
  from: at(from),
  to: to && at(to),
  policy,
});
const due = (...pauses: ReturnType<typeof pause>[]) =>
  dueAfterPauses(at('2026-11-01T09:00Z'), at('2026-11-03T09:00Z'), pauses);

describe('a pause', () => {
  it('moves the end of a wait on by its length when it is resumed with shift', () => {
    expect(due(pause('2026-11-02T09:00Z', '2026-11-05T09:00Z'))).toBe(at('2026-11-06T09:00Z'));
  });

  it('counts only from the start of the wait', () => {
    expect(due(pause('2026-10-30T09:00Z', '2026-11-02T09:00Z'))).toBe(at('2026-11-04T09:00Z'));
  });

  it('does not touch a wait that ended before it', () => {
    expect(due(pause('2026-11-04T09:00Z', '2026-11-05T09:00Z'))).toBe(at('2026-11-03T09:00Z'));
  });

  it('adds up with another one, in which the shifted end may lie', () => {
    expect(due(pause('2026-11-02T09:00Z', '2026-11-03T09:00Z'), pause('2026-11-03T21:00Z', '2026-11-04T21:00Z'))).toBe(
      at('2026-11-05T09:00Z'),
    );
  });

  it('shifts nothing while it lasts, nor with the other policies', () => {
    expect(due(pause('2026-11-02T09:00Z', null, null))).toBe(at('2026-11-03T09:00Z'));
    expect(due(pause('2026-11-02T09:00Z', '2026-11-05T09:00Z', 'now'))).toBe(at('2026-11-03T09:00Z'));
  });

  it('makes stale what fell due in it only with skip_stale', () => {
    const inside = at('2026-11-03T09:00Z');
    expect(wentStale(inside, [pause('2026-11-02T09:00Z', '2026-11-05T09:00Z', 'skip_stale')])).toBe(true);
    expect(wentStale(inside, [pause('2026-11-02T09:00Z', '2026-11-05T09:00Z')])).toBe(false);
    expect(wentStale(at('2026-11-06T09:00Z'), [pause('2026-11-02T09:00Z', '2026-11-05T09:00Z', 'skip_stale')])).toBe(
      false,
    );
  });
});
