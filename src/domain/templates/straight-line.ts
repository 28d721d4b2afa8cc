import type { LeftOut } from '../../contracts/campaign-template.ts';
import type { Sequence, Step } from '../../contracts/step.ts';
import { entryOf, stepsById } from '../sequence/graph.ts';
import { exitsOf } from '../sequence/step-kinds.ts';

interface Way {
  readonly mails: number;
  readonly steps: readonly Step[];
}

const nowhere: Way = { mails: 0, steps: [] };

/** The way from the entry with the most mails, each loop walked once; of equals the last one out of a step: `else`, the time-out. */
function wayWithMostMails(sequence: Sequence): readonly Step[] {
  const steps = stepsById(sequence);
  const known = new Map<string, Way>();
  const walking = new Set<string>();
  const from = (id: string | null | undefined): Way => {
    const step = id ? steps.get(id) : undefined;
    if (!step || walking.has(step.id)) return nowhere;
    const seen = known.get(step.id);
    if (seen) return seen;
    walking.add(step.id);
    const rest = exitsOf(step)
      .map(({ target }) => from(target))
      .reduce((best, way) => (way.mails >= best.mails ? way : best), nowhere);
    walking.delete(step.id);
    const way = { mails: rest.mails + (step.kind === 'email' ? 1 : 0), steps: [step, ...rest.steps] };
    known.set(step.id, way);
    return way;
  };
  return from(entryOf(sequence)).steps;
}

const names = { condition: 'condition', split: 'split', wait_for_event: 'wait for an event' } as const;
const branches = (step: Step): step is Extract<Step, { kind: keyof typeof names }> => step.kind in names;

/** A branch on the line: a wait for an event becomes a wait as long as its time-out, the others go. */
const straightened = (step: Step): readonly Step[] => {
  if (!branches(step)) return [step];
  return step.kind === 'wait_for_event' && step.timeout
    ? [{ id: step.id, kind: 'wait', ...(step.name ? { name: step.name } : {}), for: step.timeout }]
    : [];
};

const chained = (steps: readonly Step[]): Step[] =>
  steps.map((step, i) => (step.kind === 'exit' || branches(step) ? step : { ...step, next: steps[i + 1]?.id ?? null }));

/** The sequence without conditions, splits and waits for events: one line, and why each step that is missing is. */
export function straightLine(sequence: Sequence): {
  readonly sequence: Sequence;
  readonly leftOut: readonly LeftOut[];
} {
  const way = wayWithMostMails(sequence);
  const onWay = new Set(way.map(({ id }) => id));
  const branchNotes = way.filter(branches).map(
    (step): LeftOut => ({
      stepId: step.id,
      what: 'condition',
      reason: `The ${names[step.kind]} was left out: the template follows the way with the most mails.`,
    }),
  );
  const offWay = sequence.steps
    .filter(({ id }) => !onWay.has(id))
    .map(
      ({ id }): LeftOut => ({
        stepId: id,
        what: 'condition',
        reason: 'The step lies on a branch, and the template has no branches.',
      }),
    );
  const steps = chained(way.flatMap(straightened));
  return { sequence: { entry: steps[0]?.id ?? null, steps }, leftOut: [...branchNotes, ...offWay] };
}
