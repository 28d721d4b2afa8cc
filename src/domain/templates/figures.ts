import type { SequenceFigures } from '../../contracts/campaign-template.ts';
import type { EmailStep, Sequence } from '../../contracts/step.ts';
import { dayMs } from '../later.ts';
import { exitWaitMsOf } from '../sequence/exit-wait.ts';
import { entryOf, stepsById } from '../sequence/graph.ts';
import { longestPathDays } from '../sequence/longest-path.ts';
import { exitsOf } from '../sequence/step-kinds.ts';

/** Ms after the start at which each step can first be reached: Dijkstra's algorithm; sequences have at most 200 steps. */
function earliestMs(sequence: Sequence): ReadonlyMap<string, number> {
  const steps = stepsById(sequence);
  const known = new Map<string, number>();
  const open = new Map<string, number>([[entryOf(sequence) ?? '', 0]]);
  for (;;) {
    const [next] = [...open].sort(([, a], [, b]) => a - b);
    if (!next) return known;
    const [id, ms] = next;
    open.delete(id);
    const step = steps.get(id);
    if (!step) continue;
    known.set(id, ms);
    for (const { path, target } of exitsOf(step)) {
      const at = ms + exitWaitMsOf(step, path);
      if (target && !known.has(target) && at < (open.get(target) ?? Number.POSITIVE_INFINITY)) open.set(target, at);
    }
  }
}

/** What a reader of a list wants to know of a sequence: its mails, when each can first come, and how long all of it takes. */
export function figuresOf(sequence: Sequence): SequenceFigures {
  const earliest = earliestMs(sequence);
  const mails = sequence.steps.filter((step): step is EmailStep => step.kind === 'email');
  const outline = mails
    .filter(({ id }) => earliest.has(id))
    .map(({ id, name, subject = '' }) => ({
      stepId: id,
      name: name ?? id,
      subject,
      day: Math.round(((earliest.get(id) ?? 0) / dayMs) * 1000) / 1000,
    }))
    .sort((a, b) => a.day - b.day);
  return { emails: mails.length, durationDays: longestPathDays(sequence), outline };
}
