import type { Step } from '../../src/contracts/step.ts';
import { advance } from '../../src/domain/sequence/advance.ts';
import type { AdvanceInput } from '../../src/domain/sequence/walk.ts';
import { aContact, anEnrollment, aSequence, at } from './builders.ts';

export const now = at('2026-11-25T09:00:00Z');

/** What becomes of a contact who enters these steps. */
export const run = (steps: Step[], over: Partial<AdvanceInput> = {}) => {
  const sequence = aSequence(...steps);
  return advance({
    enrollment: anEnrollment(sequence),
    contact: aContact(),
    messages: [],
    sequence,
    fallbackZone: 'UTC',
    endDate: null,
    now,
    stale: false,
    ...over,
  });
};
