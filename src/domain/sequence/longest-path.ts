import type { Sequence } from '../../contracts/step.ts';
import { dayMs } from '../later.ts';
import { entryOf, stepsById } from './graph.ts';
import { exitsOf, longestWaitMsOf } from './step-kinds.ts';

/** Days of the longest way through the sequence, each loop walked once. */
export function longestPathDays(sequence: Sequence): number {
  const steps = stepsById(sequence);
  const known = new Map<string, number>();
  const walking = new Set<string>();
  const from = (id: string | null | undefined): number => {
    const step = id ? steps.get(id) : undefined;
    if (!step || walking.has(step.id)) return 0;
    const seen = known.get(step.id);
    if (seen !== undefined) return seen;
    walking.add(step.id);
    const length = longestWaitMsOf(step) + Math.max(0, ...exitsOf(step).map((exit) => from(exit.target)));
    walking.delete(step.id);
    known.set(step.id, length);
    return length;
  };
  return from(entryOf(sequence)) / dayMs;
}
