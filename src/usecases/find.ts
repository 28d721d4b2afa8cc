import { ok } from '../domain/result.ts';
import { notFound, type Outcome } from './problems.ts';

/** A thing looked up by id, or the same 404 for a missing and a foreign one. */
export async function found<T>(what: string, lookup: Promise<T | undefined>): Outcome<T> {
  const thing = await lookup;
  return thing === undefined ? notFound(what) : ok(thing);
}
