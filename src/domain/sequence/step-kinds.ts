import type { Step } from '../../contracts/step.ts';
import { action } from './kinds/action.ts';
import { condition } from './kinds/condition.ts';
import { email } from './kinds/email.ts';
import { exit } from './kinds/exit.ts';
import { split } from './kinds/split.ts';
import { wait } from './kinds/wait.ts';
import { waitForEvent } from './kinds/wait-for-event.ts';
import type { AnyStepKind, Exit } from './step-kind.ts';

/** What each kind of step does. */
export const stepKinds: { readonly [K in Step['kind']]: AnyStepKind } = {
  email,
  wait,
  wait_for_event: waitForEvent,
  condition,
  split,
  action,
  exit,
};

/** Every way out of a step, with the path of the field that names it. */
export const exitsOf = (step: Step): readonly Exit[] => stepKinds[step.kind].exits(step);

/** Longest time in ms that the step itself makes a contact wait. */
export const longestWaitMsOf = (step: Step): number => stepKinds[step.kind].longestWaitMs(step);
