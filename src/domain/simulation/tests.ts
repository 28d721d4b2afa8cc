import type { EmailStep, Sequence } from '../../contracts/step.ts';
import { decideAfterOf } from '../experiment/decide-after.ts';
import type { TestState } from '../experiment/draw.ts';
import { later } from '../later.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { hasVariants } from '../sequence/variants.ts';

const tested = ({ steps }: Sequence): readonly EmailStep[] =>
  steps.flatMap((step) => (step.kind === 'email' && hasVariants(step) ? [step] : []));

const decidedAt = (step: EmailStep, startAt: string): string => later(startAt, nominalMs(decideAfterOf(step)));

/**
 * How the tests stand at an instant of a simulation. Who wins cannot be known: each is decided when it is due at the latest, and its
 * control is sent from then on.
 */
export function testsAt(sequence: Sequence, startAt: string, now: string): ReadonlyMap<string, TestState> {
  return new Map(
    tested(sequence).map((step) => {
      const decideAt = decidedAt(step, startAt);
      return [step.id, { outcome: now >= decideAt ? (step.variants?.[0]?.key ?? null) : null, decideAt }];
    }),
  );
}

/** When somebody who waits for the outcome of a test goes on; undefined where nobody waits. */
export function outcomeAt(sequence: Sequence, stepId: string | null, startAt: string): string | undefined {
  const step = tested(sequence).find(({ id }) => id === stepId);
  return step && decidedAt(step, startAt);
}

export const hasTests = (sequence: Sequence): boolean => tested(sequence).length > 0;
