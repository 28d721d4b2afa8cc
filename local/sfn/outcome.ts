import { AslError } from './asl-error.ts';
import type { Closing, Execution } from './execution.ts';
import { parsePath, writePath } from './paths.ts';
import type { Parking } from './store.ts';

/** What follows from acting in a state. */
export type Outcome =
  | { readonly kind: 'next'; readonly state: string; readonly output: unknown }
  | { readonly kind: 'close'; readonly closing: Closing }
  | { readonly kind: 'park'; readonly parking: Parking };

/** 256 KiB, as in AWS. */
const MAX_BYTES = 262_144;

/** Goes where a state's Next or End says. */
export function follow(state: { readonly Next?: string | undefined }, output: unknown): Outcome {
  if (state.Next !== undefined) return { kind: 'next', state: state.Next, output };
  return succeed(output);
}

export const succeed = (output: unknown): Outcome => ({
  kind: 'close',
  closing: { status: 'SUCCEEDED', output: encode(output) },
});

export const fail = (error: string, cause: string): Outcome => ({
  kind: 'close',
  closing: { status: 'FAILED', error, cause },
});

/** JSON text of a state's input or output; more than 256 KiB is an error. */
export function encode(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new AslError(
      'States.DataLimitExceeded',
      'The state returned a result with a size exceeding the maximum number of bytes',
    );
  }
  return text;
}

/** ResultPath: absent replaces the input, null keeps it, a path writes into it. */
export function placeResult(path: string | null | undefined, input: unknown, result: unknown): unknown {
  if (path === null) return input;
  return path === undefined ? result : writePath(input, parsePath(path), result);
}

export const inputOf = (execution: Execution): unknown => JSON.parse(execution.stateInput);
