import type { Step } from '../../contracts/step.ts';
import { nominalMs } from '../schedule/local-time.ts';

/** How long one way out of a step makes a contact wait, in ms; waits until a clock time or a date count as none. */
export function exitWaitMsOf(step: Step, path: string): number {
  if (step.kind === 'wait') return step.for ? nominalMs(step.for) : 0;
  if (step.kind === 'wait_for_event') return path === 'onTimeout' && step.timeout ? nominalMs(step.timeout) : 0;
  if (step.kind !== 'condition') return 0;
  const arm = step.arms?.[Number(/^arms\.(\d+)/.exec(path)?.[1] ?? -1)];
  return arm?.wait ? nominalMs(arm.wait) : 0;
}
