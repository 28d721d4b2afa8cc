import type { Sequence, Step } from '../../contracts/step.ts';
import { assertNever } from '../assert-never.ts';

/** One way out of a step. `target` is undefined where the author has not said, null where the sequence ends. */
export interface Exit {
  readonly path: string;
  readonly target: string | null | undefined;
}

/** Every way out of a step, with the path of the field that names it. */
export function exitsOf(step: Step): readonly Exit[] {
  switch (step.kind) {
    case 'email':
    case 'wait':
    case 'action':
      return [{ path: 'next', target: step.next }];
    case 'condition':
      return [
        ...(step.arms ?? []).map((arm, i) => ({ path: `arms.${i}.next`, target: arm.next })),
        { path: 'else', target: step.else },
      ];
    case 'exit':
      return [];
    default:
      return assertNever(step);
  }
}

export const entryOf = (sequence: Sequence): string | null => sequence.entry ?? sequence.steps[0]?.id ?? null;

export const stepsById = (sequence: Sequence): ReadonlyMap<string, Step> =>
  new Map(sequence.steps.map((step) => [step.id, step]));

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

/** Whether a contact that goes on from a step may come to wait again. */
export function waitsFrom(sequence: Sequence, stepId: string | null): boolean {
  const ahead = reachable(sequence, stepId);
  return sequence.steps.some((step) => step.kind === 'wait' && ahead.has(step.id));
}

/** Steps that lie on a way round that never waits: such a loop would run for ever in one go. */
export function loopsWithoutWait(sequence: Sequence): readonly string[] {
  const steps = stepsById(sequence);
  const state = new Map<string, 'open' | 'done'>();
  const found = new Set<string>();
  const visit = (id: string): void => {
    const step = steps.get(id);
    if (!step || step.kind === 'wait' || state.get(id) === 'done') return;
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
