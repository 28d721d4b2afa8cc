import { describe, expect, it } from 'vitest';
import type { ConditionStep } from '../../../src/contracts/step.ts';
import { mostMailsMs } from '../../../src/domain/sequence/most-mails.ts';
import { anEmail, aSequence, aWait } from '../../support/builders.ts';

const day = 86_400_000;
const asks = (id: string, then: string | null, otherwise: string | null): ConditionStep => ({
  id,
  kind: 'condition',
  arms: [{ when: { engagement: { email: 'previous', event: 'opened' } }, next: then }],
  else: otherwise,
});

describe('the mails that a contact can get at most', () => {
  it('are those of a straight way, each after its waits', () => {
    const steps = aSequence(anEmail('a', 'w'), aWait('w', 'b', 3), anEmail('b', null));
    expect(mostMailsMs(steps)).toEqual([0, 3 * day]);
  });

  it('are those of the branch with more of them, and not of all branches together', () => {
    const steps = aSequence(
      anEmail('a', 'if'),
      asks('if', 'one', 'w'),
      anEmail('one', null),
      aWait('w', 'two', 1),
      anEmail('two', 'three'),
      anEmail('three', null),
    );
    expect(mostMailsMs(steps)).toEqual([0, day, day]);
  });

  it('are counted once where the way leads back', () => {
    const steps = aSequence(anEmail('a', 'w'), aWait('w', 'a', 7));
    expect(mostMailsMs(steps)).toEqual([0]);
  });

  it('are none without steps', () => {
    expect(mostMailsMs(aSequence())).toEqual([]);
  });
});
