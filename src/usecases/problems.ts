import type { Fault, Problem } from '../contracts/problem.ts';
import { fail, type Result } from '../domain/result.ts';

type Refusal = { readonly ok: false; readonly error: Problem };

/** A foreign id and a missing one are told apart by nobody. */
export const notFound = (what: string): Refusal => fail({ code: 'not_found', detail: `There is no such ${what}.` });

export const conflict = (detail: string): Refusal => fail({ code: 'conflict', detail });

export const invalid = (detail: string, faults: readonly Fault[]): Refusal => fail({ code: 'invalid', detail, faults });

export const fault = (path: string, code: string, message: string): Fault => ({ path, code, message });

/** Somebody else changed the thing between our read and our write. */
export const changedMeanwhile = (what: string): Refusal =>
  conflict(`The ${what} was changed by somebody else meanwhile. Read it again and repeat your change.`);

export type Outcome<T> = Promise<Result<T, Problem>>;
