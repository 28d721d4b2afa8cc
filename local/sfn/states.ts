import * as z from 'zod';
import { runtimeError } from './asl-error.ts';
import type { StateOf } from './definition.ts';
import { evaluate } from './intrinsics.ts';
import { fail, follow, type Outcome, placeResult, succeed } from './outcome.ts';
import { fillTemplate } from './payload-template.ts';
import { applyPath, resolve, type Scope } from './scope.ts';

/** Every state but Task, which has effects. Scopes hold the raw input of the state. */

export function pass(state: StateOf<'Pass'>, scope: Scope): Outcome {
  const effective = { ...scope, input: applyPath(state.InputPath, scope) };
  const made = state.Parameters === undefined ? effective.input : fillTemplate(state.Parameters, effective);
  const combined = placeResult(state.ResultPath, scope.input, state.Result === undefined ? made : state.Result);
  return follow(state, applyPath(state.OutputPath, { ...scope, input: combined }));
}

export function choice(state: StateOf<'Choice'>, scope: Scope): Outcome {
  const effective = { ...scope, input: applyPath(state.InputPath, scope) };
  const next = state.Choices.find(({ condition }) => condition(effective))?.Next ?? state.Default;
  if (next === undefined) return fail('States.NoChoiceMatched', 'No choice rule matched and there is no Default');
  return { kind: 'next', state: next, output: applyPath(state.OutputPath, effective) };
}

export function finish(state: StateOf<'Succeed'>, scope: Scope): Outcome {
  const effective = { ...scope, input: applyPath(state.InputPath, scope) };
  return succeed(applyPath(state.OutputPath, effective));
}

export function failure(state: StateOf<'Fail'>, scope: Scope): Outcome {
  const error = state.ErrorPath === undefined ? state.Error : evaluate(state.ErrorPath, scope);
  const cause = state.CausePath === undefined ? state.Cause : evaluate(state.CausePath, scope);
  return fail(String(error ?? ''), String(cause ?? ''));
}

/** Entering a Wait: parks until its instant, also when that has passed. */
export function sleep(state: StateOf<'Wait'>, scope: Scope, now: number): Outcome {
  const effective = { ...scope, input: applyPath(state.InputPath, scope) };
  return { kind: 'park', parking: { phase: 'sleep', wakeAt: wakingTime(state, effective, now) } };
}

/** A Wait that is over. */
export function wake(state: StateOf<'Wait'>, scope: Scope): Outcome {
  const effective = { ...scope, input: applyPath(state.InputPath, scope) };
  return follow(state, applyPath(state.OutputPath, effective));
}

const Timestamp = z.iso.datetime({ offset: true });

function wakingTime(state: StateOf<'Wait'>, scope: Scope, now: number): number {
  const timestamp = state.TimestampPath === undefined ? state.Timestamp : resolve(state.TimestampPath, scope);
  if (timestamp !== undefined) {
    const parsed = Timestamp.safeParse(timestamp);
    if (!parsed.success)
      throw runtimeError(`The TimestampPath refers to '${String(timestamp)}', which is not a timestamp`);
    return Date.parse(parsed.data);
  }
  return now + 1000 * (state.SecondsPath === undefined ? (state.Seconds ?? 0) : secondsAt(state.SecondsPath, scope));
}

/** The non-negative number of seconds at a path. */
export function secondsAt(path: string, scope: Scope): number {
  const seconds = z.number().nonnegative().safeParse(resolve(path, scope));
  if (!seconds.success) throw runtimeError(`The path '${path}' must refer to a number of seconds`);
  return seconds.data;
}
