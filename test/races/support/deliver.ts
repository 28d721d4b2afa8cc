import { EnrolmentWork, OutboxWork, PlanWork } from '../../../src/contracts/work.ts';
import { ConcurrentChange } from '../../../src/usecases/engine/run-step.ts';
import type { QueueMessage } from './outside.ts';
import type { Stage } from './stage.ts';
import type { Execution } from './step-functions.ts';
import { type Workers, workersOf } from './workers.ts';

/** What the state machine does on a ConcurrentChange, and what a queue does with a failed message. */
const attempts = 7;
const visibilityMs = 360_000;
const maxDeliveries = 2_000;

/** Gives the message to its worker once; answers with the milliseconds after which it comes again, if it does. */
async function give(workers: Workers, { queue, body }: QueueMessage): Promise<number | undefined> {
  const work: unknown = JSON.parse(body);
  if (queue === 'plan') await workers.plan(PlanWork.parse(work));
  else if (queue === 'enrol') await workers.enrol(EnrolmentWork.parse(work));
  else {
    const settled = await workers.send(OutboxWork.parse(work));
    return settled.done ? undefined : settled.retryAfterSeconds * 1000;
  }
  return undefined;
}

/** One delivery of a queue message: one that fails or is not settled lies on the queue again afterwards. */
export async function deliver(stage: Stage, message: QueueMessage, workers = workersOf(stage)): Promise<void> {
  const again = (ms: number): void => {
    stage.outside.messages.push({ ...message, visibleAt: stage.clock.ms + ms });
  };
  const afterMs = await give(workers, message).catch((cause: unknown) => {
    stage.failures.push(cause);
    return visibilityMs;
  });
  if (afterMs !== undefined) again(afterMs);
}

/** One wake of an execution, tried again as its definition says. */
export async function wake(stage: Stage, execution: Execution, workers = workersOf(stage)): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { next, ...input } = await workers.step(execution.input);
      execution.running = next !== 'done' && !execution.input.last;
      execution.input = { ...input, last: next === 'wait_last' };
      return;
    } catch (cause) {
      if (!(cause instanceof ConcurrentChange) || attempt === attempts) throw cause;
    }
  }
}

/** Takes the messages off the queues that are visible now. */
export function takeMessages(stage: Stage, queue?: QueueMessage['queue']): readonly QueueMessage[] {
  const { messages } = stage.outside;
  const taken = messages.filter((one) => one.visibleAt <= stage.clock.ms && (!queue || one.queue === queue));
  messages.splice(0, messages.length, ...messages.filter((one) => !taken.includes(one)));
  return taken;
}

const wakeMs = ({ input }: Execution): number => Date.parse(input.waitUntil);

function nextMs(stage: Stage): number {
  return Math.min(
    ...stage.outside.messages.map(({ visibleAt }) => visibleAt),
    ...stage.stepFunctions.running().map(wakeMs),
  );
}

/** Does everything that is due at this instant; false when nothing was. */
async function workOff(stage: Stage, workers: Workers): Promise<boolean> {
  const events = stage.outside.events.splice(0);
  const [message, ...others] = takeMessages(stage);
  stage.outside.messages.unshift(...others);
  const execution = stage.stepFunctions.running().find((one) => wakeMs(one) <= stage.clock.ms);
  if (events.length > 0) await workers.record(events);
  if (message) await deliver(stage, message, workers);
  else if (execution) await wake(stage, execution, workers);
  return events.length > 0 || message !== undefined || execution !== undefined;
}

/** Delivers, wakes and records one after the other, moving time on, until nothing waits before `untilMs` any more. */
export async function runUntilQuiet(stage: Stage, untilMs = Number.POSITIVE_INFINITY): Promise<void> {
  const workers = workersOf(stage);
  for (let i = 0; i < maxDeliveries; i++) {
    if (await workOff(stage, workers)) continue;
    const next = nextMs(stage);
    if (!Number.isFinite(next) || next > untilMs) return;
    stage.clock.moveTo(next);
  }
  throw new Error(`The stage is not quiet after ${maxDeliveries} deliveries`);
}
