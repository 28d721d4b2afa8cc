import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Sequence } from '../../contracts/step.ts';

/** Waits that one execution carries: Step Functions keeps 25,000 events of an execution, and a wait takes nine without retries. */
export const waitsPerExecution = 500;

/** Whether a contact that waits now has filled its execution with waits, and goes on in another one: long loops do. */
export function fillsExecution(sequence: Sequence, { visits }: Pick<Enrollment, 'visits'>): boolean {
  const waits = sequence.steps.reduce((sum, step) => sum + (step.kind === 'wait' ? (visits[step.id] ?? 0) : 0), 0);
  return waits > 0 && waits % waitsPerExecution === 0;
}
