import { describe, expect, it } from 'vitest';
import type { Enrollment } from '../../../src/contracts/enrollment.ts';
import type { Reentry } from '../../../src/contracts/trigger.ts';
import { byLaunch, chooseEntry } from '../../../src/domain/sequence/entrance.ts';
import { anEmail, anEnrollment, aSequence, at } from '../../support/builders.ts';

const now = at('2026-11-25T09:00:00Z');
const row = (over: Partial<Enrollment>): Enrollment =>
  anEnrollment(aSequence(anEmail('e', null)), { status: 'completed', enrolledAt: at('2026-11-20T09:00:00Z'), ...over });
const by = (startedBy: string, reentry: Reentry) => ({ startedBy, eventId: startedBy, reentry });
const daysLater = (value: number): Reentry => ({ rule: 'after', after: { value, unit: 'days' } });

describe('an entrance', () => {
  it('of a contact who was never in the campaign is its first', () => {
    expect(chooseEntry([], byLaunch, now)).toEqual({ choice: 'enter', entry: 1 });
  });

  it('that was used before is repeated and no other one', () => {
    const known = row({ startedBy: 'evt_1' });
    expect(chooseEntry([known], by('evt_1', { rule: 'always' }), now)).toEqual({ choice: 'repeat', enrollment: known });
  });

  it('is refused while the contact is in the campaign, whatever the rule', () => {
    const open = row({ status: 'active', startedBy: 'evt_1' });
    expect(chooseEntry([open], by('evt_2', { rule: 'always' }), now)).toEqual({ choice: 'refuse', why: 'already_in' });
  });

  it.each([
    [{ rule: 'never' } as Reentry, { choice: 'refuse', why: 'was_in' }],
    [daysLater(6), { choice: 'refuse', why: 'too_soon' }],
    [daysLater(5), { choice: 'enter', entry: 3 }],
    [{ rule: 'always' } as Reentry, { choice: 'enter', entry: 3 }],
  ])('of one who was in it twice goes by the rule %j', (reentry, choice) => {
    const past = [
      row({ entry: 2, startedBy: 'evt_2' }),
      row({ entry: 1, startedBy: 'evt_1', enrolledAt: at('2026-11-01') }),
    ];
    expect(chooseEntry(past, by('evt_3', reentry), now)).toEqual(choice);
  });
});
