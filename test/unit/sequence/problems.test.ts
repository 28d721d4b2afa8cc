import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/contracts/step.ts';
import { problems } from '../../../src/domain/sequence/problems.ts';
import { anEmail, anExit, aSequence, aWait } from '../../support/builders.ts';

const codes = (...steps: Step[]): string[] =>
  problems(aSequence(...steps)).map((problem) => `${problem.code}@${problem.path}`);

describe('problems', () => {
  it('finds nothing wrong with the Welcome Series', () => {
    expect(
      codes(anEmail('a', 'w'), aWait('w', 'b'), anEmail('b', 'v'), aWait('v', 'c', 3), anEmail('c', null)),
    ).toEqual([]);
  });

  it.each<[string, Step[], string]>([
    ['a sequence without steps', [], 'empty_sequence@steps'],
    ['a sequence that sends nothing', [aWait('w', null)], 'no_email@steps'],
    ['a successor nobody named', [{ id: 'a', kind: 'email' }], 'missing_successor@steps.0.next'],
    ['a successor that does not exist', [anEmail('a', 'nowhere')], 'unknown_successor@steps.0.next'],
    ['a step no way leads to', [anEmail('a', null), anEmail('b', null)], 'unreachable_step@steps.1'],
    ['an id used twice', [anEmail('a', null), anEmail('a', null)], 'duplicate_step_id@steps.1.id'],
    ['a loop that never waits', [anEmail('a', 'b'), anEmail('b', 'a')], 'loop_without_wait@steps.0'],
    [
      'a wait without a duration',
      [anEmail('a', 'w'), { id: 'w', kind: 'wait', next: null }],
      'wait_without_duration@steps.1.for',
    ],
    ['a wait of more than a year', [anEmail('a', 'w'), aWait('w', null, 53, 'weeks')], 'wait_too_long@steps.1.for'],
    [
      'a condition without arms',
      [anEmail('a', 'c'), { id: 'c', kind: 'condition', else: null }],
      'condition_without_arms@steps.1.arms',
    ],
    [
      'an action without content',
      [anEmail('a', 'x'), { id: 'x', kind: 'action', next: null }],
      'missing_action@steps.1.action',
    ],
    ['an exit without a reason', [anEmail('a', 'x'), { id: 'x', kind: 'exit' }], 'missing_exit_reason@steps.1.reason'],
    [
      'a comparison that does not fit the field',
      [
        anEmail('a', 'c'),
        {
          id: 'c',
          kind: 'condition',
          arms: [{ when: { contact: { field: 'company', op: 'gt', value: 3 } }, next: null }],
          else: null,
        },
      ],
      'bad_comparison@steps.1.arms.0.when.contact',
    ],
    [
      'a rule about a step that is no email',
      [
        anEmail('a', 'c'),
        {
          id: 'c',
          kind: 'condition',
          arms: [{ when: { not: { engagement: { email: 'c', event: 'opened' } } }, next: null }],
          else: null,
        },
      ],
      'unknown_email@steps.1.arms.0.when.not.engagement.email',
    ],
    [
      'an action on a field that cannot be set',
      [
        anEmail('a', 'x'),
        { id: 'x', kind: 'action', action: { type: 'update_contact', set: { email: 'x@example.com' } }, next: null },
      ],
      'bad_action@steps.1.action.set.email',
    ],
    [
      'a path of more than a year',
      [anEmail('a', 'v'), aWait('v', 'w', 200), aWait('w', null, 200)],
      'path_too_long@steps',
    ],
  ])('names %s', (_, steps, expected) => {
    expect(codes(...steps)).toContain(expected);
  });

  it('allows a loop that waits', () => {
    expect(codes(anEmail('a', 'w'), aWait('w', 'a'))).toEqual([]);
  });

  it('counts at most 60 steps and 20 emails', () => {
    const chain = Array.from(
      { length: 61 },
      (_, i): Step =>
        i < 21 ? anEmail(`s${i}`, `s${i + 1}`) : aWait(`s${i}`, i < 60 ? `s${i + 1}` : null, 1, 'hours'),
    );
    expect(codes(...chain)).toEqual(['too_many_steps@steps', 'too_many_emails@steps']);
  });

  it('tells of all faults at once', () => {
    const found = problems(aSequence(anEmail('a', 'x'), { id: 'w', kind: 'wait' }, anExit('a')));
    expect(found.map((problem) => problem.code).sort()).toEqual(
      [
        'duplicate_step_id',
        'missing_successor',
        'unknown_successor',
        'unreachable_step',
        'wait_without_duration',
      ].sort(),
    );
  });
});
