import type { Sequence, Step } from '../../contracts/step.ts';
import type { Trigger } from '../../contracts/trigger.ts';
import { entryOf } from './graph.ts';

/** Ids that begin so are the system's own. */
export const reservedPrefix = '__';
export const triggerWaitId = `${reservedPrefix}trigger_wait`;
const triggerExitId = `${reservedPrefix}trigger_exit`;

/**
 * The sequence of a triggered campaign as it runs: where another event calls the trigger off (an order after a cart), it begins with a
 * wait for that event, whose time-out leads to the first step.
 */
export function withTriggerSteps(sequence: Sequence, trigger: Trigger | null): Sequence {
  if (!trigger?.unless) return sequence;
  const { event, within } = trigger.unless;
  const wait: Step = {
    id: triggerWaitId,
    kind: 'wait_for_event',
    event,
    timeout: within,
    onEvent: triggerExitId,
    onTimeout: entryOf(sequence),
  };
  const exit: Step = { id: triggerExitId, kind: 'exit', reason: event.replaceAll('.', '_') };
  return { entry: triggerWaitId, steps: [wait, exit, ...sequence.steps] };
}

/** The sequence as its author wrote it. */
export function withoutTriggerSteps(sequence: Sequence): Sequence {
  const wait = sequence.steps.find((step) => step.id === triggerWaitId);
  if (wait?.kind !== 'wait_for_event') return sequence;
  const steps = sequence.steps.filter(({ id }) => id !== triggerWaitId && id !== triggerExitId);
  return { entry: wait.onTimeout, steps };
}
