import type { Segment } from '../../contracts/segment.ts';
import { isAlive } from '../../domain/audience/freshness.ts';
import type { ContactWalk } from '../ports/contact-walk.ts';
import type { Clock, Ids, Queues } from '../ports/effects.ts';
import type { RefreshStore } from '../ports/refresh-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface BeginDeps {
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly refreshes: Pick<RefreshStore, 'shards' | 'begin'>;
  readonly walk: Pick<ContactWalk, 'shards'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

const attempts = 5;

/** Whether a refresh of the segment is under way: it runs, and some worker has moved it within its lease. */
export async function isRefreshing(
  { refreshes, clock }: Pick<BeginDeps, 'clock'> & { readonly refreshes: Pick<RefreshStore, 'shards'> },
  scope: TenantScope,
  segment: Segment,
): Promise<boolean> {
  if (segment.refreshState !== 'running') return false;
  const shards = await refreshes.shards(scope, segment.id);
  const movedAt = shards.map(({ updatedAt }) => updatedAt);
  return isAlive(segment, movedAt, clock.now());
}

async function queueShards(deps: BeginDeps, scope: TenantScope, segmentId: string, refreshId: string): Promise<void> {
  for (let shard = 0; shard < deps.walk.shards; shard++)
    await deps.queues.plan({ kind: 'refresh', tenantId: scope.tenantId, segmentId, refreshId, shard });
}

/**
 * Begins a refresh of a dynamic segment. One that is under way is left to end, unless `supersede` says that it goes by an old rule; one
 * that died is taken over. Of two beginnings at once one wins, and the other finds it running.
 */
export async function beginRefresh(
  deps: BeginDeps,
  scope: TenantScope,
  segmentId: string,
  { supersede = false } = {},
): Promise<'begun' | 'running' | 'none'> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const segment = await deps.segments.get(scope, segmentId);
    if (!segment?.rule) return 'none';
    if (!supersede && (await isRefreshing(deps, scope, segment))) return 'running';
    const { rule, ruleRev } = segment;
    const refreshing = { id: deps.ids.next('refresh'), rule, ruleRev, startedAt: deps.clock.now() };
    if (await deps.refreshes.begin(scope, segment, refreshing)) {
      await queueShards(deps, scope, segmentId, refreshing.id);
      return 'begun';
    }
  }
  throw new Error(`Segment ${segmentId} changed too often to be refreshed`);
}
