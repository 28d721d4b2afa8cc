import type { Sequence } from '../../contracts/step.ts';
import { exitWaitMsOf } from './exit-wait.ts';
import { entryOf, stepsById } from './graph.ts';
import { exitsOf } from './step-kinds.ts';

/** When, in ms after the start, a contact gets its mails on the way with the most of them; each loop walked once. */
export function mostMailsMs(sequence: Sequence): readonly number[] {
  const steps = stepsById(sequence);
  const known = new Map<string, readonly number[]>();
  const walking = new Set<string>();
  const from = (id: string | null | undefined): readonly number[] => {
    const step = id ? steps.get(id) : undefined;
    if (!step || walking.has(step.id)) return [];
    const seen = known.get(step.id);
    if (seen) return seen;
    walking.add(step.id);
    let longest: readonly number[] = [];
    for (const { path, target } of exitsOf(step)) {
      const mails = from(target);
      const wait = exitWaitMsOf(step, path);
      if (mails.length > longest.length) longest = mails.map((ms) => ms + wait);
    }
    walking.delete(step.id);
    const mine = step.kind === 'email' ? [0, ...longest] : longest;
    known.set(step.id, mine);
    return mine;
  };
  return from(entryOf(sequence));
}
