import type { Step } from '../../contracts/step.ts';
import type { Walk } from './walk.ts';

/** One way out of a step. `target` is undefined where the author has not said, null where the sequence ends. */
export interface Exit {
  readonly path: string;
  readonly target: string | null | undefined;
}

export interface StepKind<S extends Step> {
  /** Every way out, with the path of the field that names it. */
  readonly exits: (step: S) => readonly Exit[];
  /** The longest that the step itself makes a contact wait, in ms, a day taken as 24 hours; 0 where it never waits. */
  readonly longestWaitMs: (step: S) => number;
  /** Runs the step for a contact that comes to it. */
  readonly enter: (walk: Walk, step: S) => Walk;
  /** Goes on with a step on which the contact has waited. */
  readonly resume?: (walk: Walk, step: S) => Walk;
}

export type AnyStepKind = StepKind<Step>;

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>;

/** A kind of step as the registry keeps it: it accepts any step and refuses those of another kind. */
export function stepKind<K extends Step['kind']>(kind: K, behaviour: StepKind<StepOf<K>>): AnyStepKind {
  const isMine = (step: Step): step is StepOf<K> => step.kind === kind;
  const mine = (step: Step): StepOf<K> => {
    if (!isMine(step)) throw new Error(`Step ${step.id} is of kind ${step.kind}, not ${kind}`);
    return step;
  };
  const { resume } = behaviour;
  return {
    exits: (step) => behaviour.exits(mine(step)),
    longestWaitMs: (step) => behaviour.longestWaitMs(mine(step)),
    enter: (walk, step) => behaviour.enter(walk, mine(step)),
    ...(resume ? { resume: (walk, step) => resume(walk, mine(step)) } : {}),
  };
}
