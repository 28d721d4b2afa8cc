import * as z from 'zod';
import type { Clock } from '../service.ts';
import { AslError, errorMatches } from './asl-error.ts';
import type { Retrier, StateOf } from './definition.ts';
import type { Execution } from './execution.ts';
import { fail, follow, inputOf, type Outcome, placeResult } from './outcome.ts';
import { fillTemplate } from './payload-template.ts';
import { applyPath, type Scope } from './scope.ts';
import { secondsAt } from './states.ts';

type TaskState = StateOf<'Task'>;

/** What the task's resource is given. */
export function taskInput(state: TaskState, scope: Scope): unknown {
  const effective = { ...scope, input: applyPath(state.InputPath, scope) };
  return state.Parameters === undefined ? effective.input : fillTemplate(state.Parameters, effective);
}

/** A task that returned `result`. */
export function taskDone(state: TaskState, scope: Scope, result: unknown): Outcome {
  const selected =
    state.ResultSelector === undefined ? result : fillTemplate(state.ResultSelector, { ...scope, input: result });
  const combined = placeResult(state.ResultPath, scope.input, selected);
  return follow(state, applyPath(state.OutputPath, { ...scope, input: combined }));
}

const Retries = z.record(z.string(), z.number());

/** A task that failed: tries again, goes to a catcher or ends the execution. */
export function taskFailed(state: TaskState, execution: Execution, failure: AslError, now: number): Outcome {
  const index = state.Retry.findIndex(({ ErrorEquals }) => errorMatches(ErrorEquals, failure.error));
  const retrier = state.Retry[index];
  const used = Retries.parse(JSON.parse(execution.retries));
  const count = used[index] ?? 0;
  if (retrier && count < retrier.MaxAttempts) {
    const retries = JSON.stringify({ ...used, [index]: count + 1 });
    return { kind: 'park', parking: { phase: 'retry', wakeAt: now + retryDelayMs(retrier, count), retries } };
  }
  return caught(state, execution, failure);
}

function caught(state: TaskState, execution: Execution, failure: AslError): Outcome {
  const catcher = state.Catch.find(({ ErrorEquals }) => errorMatches(ErrorEquals, failure.error));
  if (!catcher) return fail(failure.error, failure.message);
  const output = placeResult(catcher.ResultPath, inputOf(execution), { Error: failure.error, Cause: failure.message });
  return { kind: 'next', state: catcher.Next, output };
}

function retryDelayMs(retrier: Retrier, count: number): number {
  const seconds = Math.min(
    retrier.IntervalSeconds * retrier.BackoffRate ** count,
    retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
  );
  return Math.round(1000 * seconds * (retrier.JitterStrategy === 'FULL' ? Math.random() : 1));
}

/** The task's time limit in milliseconds, if it has one. */
export function timeoutMs(state: TaskState, scope: Scope): number | undefined {
  const seconds =
    state.TimeoutSecondsPath === undefined ? state.TimeoutSeconds : secondsAt(state.TimeoutSecondsPath, scope);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** The longest silence allowed to whoever holds the task token, in milliseconds. */
export function heartbeatMs(state: TaskState, scope: Scope): number | undefined {
  const seconds =
    state.HeartbeatSecondsPath === undefined ? state.HeartbeatSeconds : secondsAt(state.HeartbeatSecondsPath, scope);
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Rejects with States.Timeout when the clock gets there before `work` settles. */
export async function withinTime<T>(clock: Clock, limitMs: number | undefined, work: Promise<T>): Promise<T> {
  if (limitMs === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = clock.at(clock.now() + limitMs, 'once', 'states', () => reject(new AslError('States.Timeout', '')));
  try {
    return await Promise.race([work, promise]);
  } finally {
    timer.cancel();
  }
}
