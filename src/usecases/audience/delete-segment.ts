import { ok } from '../../domain/result.ts';
import { segmentsIn } from '../../domain/rules/segments-in.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { conflict, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { campaignsOfSegment, type UseDeps } from './campaigns-of-segment.ts';
import { readSegmentNames } from './segment-names.ts';

export interface DeleteDeps extends UseDeps {
  readonly segments: Pick<SegmentStore, 'get' | 'list' | 'remove' | 'markDeleted'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly clock: Clock;
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** What the deletion would pull the ground from under. */
async function usersOf(deps: DeleteDeps, scope: TenantScope, id: string): Promise<string | undefined> {
  const campaigns = await campaignsOfSegment(deps, scope, id);
  if (campaigns.length > 0)
    return `The segment is used by ${quoted(campaigns.map(({ name }) => name))}. Archive the campaign first, or wait until it is completed.`;
  const { all } = await readSegmentNames(deps, scope);
  const asking = all.filter(({ rule }) => rule && segmentsIn(rule).some(({ segment }) => segment === id));
  return asking.length > 0
    ? `The rule of ${quoted(asking.map(({ name }) => name))} asks about the segment. Change that rule first.`
    : undefined;
}

/**
 * Deletes a segment that no running campaign and no other segment uses. A static one must be empty: its members were chosen by hand. The
 * members of a dynamic one leave in the background; nobody finds the segment meanwhile.
 */
export const deleteSegment =
  (deps: DeleteDeps) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    const segment = await deps.segments.get(scope, id);
    if (!segment) return notFound('segment');
    const used = await usersOf(deps, scope, id);
    if (used) return conflict(used);
    if (segment.type === 'static')
      return (await deps.segments.remove(scope, id))
        ? ok(undefined)
        : conflict('The segment has members. Remove them first with POST /api/segments/{id}/members/remove.');
    await deps.segments.markDeleted(scope, segment, deps.clock.now());
    await deps.queues.plan({ kind: 'empty_segment', tenantId: scope.tenantId, segmentId: id });
    return ok(undefined);
  };
