import { describe, expect, it } from 'vitest';
import { waitsFrom } from '../../../src/domain/sequence/graph.ts';
import { anEmail, anExit, aSequence, aWait } from '../../support/builders.ts';

const drip = aSequence(
  anEmail('first', 'w'),
  aWait('w', 'second'),
  anEmail('second', 'v'),
  aWait('v', 'third'),
  anEmail('third', null),
);

describe('whether a contact may wait again', () => {
  it.each([
    ['first', true],
    ['second', true],
    ['third', false],
    [null, false],
  ])('from %s: %s', (from, expected) => {
    expect(waitsFrom(drip, from, false)).toBe(expected);
  });

  it('sees the waits of every branch and of loops', () => {
    const branching = aSequence(
      {
        id: 'which',
        kind: 'condition',
        arms: [{ when: { fact: 'contact.country', op: 'eq', value: 'GB' }, next: 'end' }],
        else: 'w',
      } as never,
      aWait('w', 'which'),
      anExit('end'),
    );
    expect(waitsFrom(branching, 'which', false)).toBe(true);
    expect(waitsFrom(branching, 'end', false)).toBe(false);
  });
});
