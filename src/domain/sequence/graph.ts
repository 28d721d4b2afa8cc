import type { Sequence, Step } from '../../contracts/step.ts';
import { exitsOf, longestWaitMsOf } from './step-kinds.ts';

export const entryOf = (sequence: Sequence): string | null => sequence.entry ?? sequence.steps[0]?.id ?? null;

const indexed = new WeakMap<Sequence['steps'], ReadonlyMap<string, Step>>();

export function stepsById({ steps }: Sequence): ReadonlyMap<string, Step> {
  const known = indexed.get(steps);
  if (known) return known;
  const byId = new Map(steps.map((step) => [step.id, step]));
  indexed.set(steps, byId);
  return byId;
}

/** Ids of the steps a contact can come to, from the entry or from a step. */
export function reachable(sequence: Sequence, from: string | null = entryOf(sequence)): ReadonlySet<string> {
  const steps = stepsById(sequence);
  const seen = new Set<string>();
  const open = [from];
  while (open.length > 0) {
    const step = steps.get(open.pop() ?? '');
    if (!step || seen.has(step.id)) continue;
    seen.add(step.id);
    open.push(...exitsOf(step).map((exit) => exit.target ?? null));
  }
  return seen;
}

/** Steps that make every contact wait which comes to them. */
export const alwaysWaits = (step: Step): boolean =>
  (step.kind === 'wait' && !step.untilDateField) || step.kind === 'wait_for_event';

/** Whether a step may make a contact wait; a mail may where rules of time hold it back. */
export const mayWait = (step: Step, mailsMayWait: boolean): boolean =>
  longestWaitMsOf(step) > 0 || step.kind === 'wait' || (step.kind === 'email' && mailsMayWait);

/** Whether a contact that goes on from a step may come to wait again. */
export function waitsFrom(sequence: Sequence, stepId: string | null, mailsMayWait: boolean): boolean {
  const ahead = reachable(sequence, stepId);
  return sequence.steps.some((step) => mayWait(step, mailsMayWait) && ahead.has(step.id));
}

/** Steps that lie on a way round that never waits: such a loop would run for ever in one go. */
export function loopsWithoutWait(sequence: Sequence): readonly string[] {
  const steps = stepsById(sequence);
  const state = new Map<string, 'open' | 'done'>();
  const found = new Set<string>();
  const visit = (id: string): void => {
    const step = steps.get(id);
    if (!step || alwaysWaits(step) || state.get(id) === 'done') return;
    if (state.get(id) === 'open') {
      found.add(id);
      return;
    }
    state.set(id, 'open');
    for (const exit of exitsOf(step)) if (exit.target) visit(exit.target);
    state.set(id, 'done');
  };
  for (const step of sequence.steps) visit(step.id);
  return [...found];
}
