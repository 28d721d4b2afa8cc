import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Sequence } from '../../contracts/step.ts';
import { mayWait } from './graph.ts';

/** Waits that one execution carries: Step Functions keeps 25,000 events of an execution, and a wait takes nine without retries. */
export const waitsPerExecution = 500;
/** An execution lives 365 days at most. */
const longestLifeMs = 330 * 86_400_000;

type Visits = Pick<Enrollment, 'visits'>;

const waitsOf = ({ steps }: Sequence, { visits }: Visits, mailsMayWait: boolean): number =>
  steps.reduce((sum, step) => sum + (mayWait(step, mailsMayWait) ? (visits[step.id] ?? 0) : 0), 0);

/** Whether a contact has come so often to steps that wait that it goes on in another execution: long loops do. */
export function fillsExecution(sequence: Sequence, before: Visits, after: Visits, mailsMayWait: boolean): boolean {
  const fullAt = (visits: Visits): number => Math.floor(waitsOf(sequence, visits, mailsMayWait) / waitsPerExecution);
  return fullAt(before) < fullAt(after);
}

/** Whether a wait would outlive the execution that began at `startedAt`; one that does not say when it began is young. */
export const outlivesExecution = (startedAt: string | undefined, until: string): boolean =>
  startedAt !== undefined && Date.parse(until) - Date.parse(startedAt) > longestLifeMs;
