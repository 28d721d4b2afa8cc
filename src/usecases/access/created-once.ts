import { createHash } from 'node:crypto';
import { type IdKind, makeId } from '../../domain/ids.ts';
import { ok } from '../../domain/result.ts';
import type { KeyName } from '../ports/access-stores.ts';
import type { Ids } from '../ports/effects.ts';
import type { Outcome } from '../problems.ts';
import type { Run } from './run-once.ts';

/** Ids for what a request creates, and whether it may be there already. */
export interface Creation {
  readonly ids: Ids;
  readonly resumed: boolean;
}

/** One id of each kind for a keyed request, the same in every run of it: a repeated creation finds its own row. */
export function creationOf({ tenantId, route, key }: KeyName, { startedAt, resumed }: Run): Creation {
  const next = (kind: IdKind): string => {
    const seed = JSON.stringify([tenantId, route, key, startedAt, kind]);
    return makeId(kind, Date.parse(startedAt), createHash('sha256').update(seed).digest());
  };
  return { ids: { next }, resumed };
}

/** Creates a thing, unless a run that died had created it already. */
export async function createdOnce<T>(
  { ids, resumed }: Creation,
  kind: Parameters<Ids['next']>[0],
  find: (id: string) => Promise<T | undefined>,
  create: (ids: Ids) => Outcome<T>,
): Outcome<T> {
  const own = resumed ? await find(ids.next(kind)) : undefined;
  return own === undefined ? create(ids) : ok(own);
}
