import type { Segment } from '../../contracts/segment.ts';
import { segmentsIn } from '../../domain/rules/segments-in.ts';
import { type BeginDeps, beginRefresh } from '../audience/begin-refresh.ts';
import type { Queues } from '../ports/effects.ts';
import type { RefreshStore } from '../ports/refresh-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface RefreshJobDeps extends BeginDeps {
  readonly segments: Pick<SegmentStore, 'get' | 'getAny'>;
  readonly refreshes: Pick<RefreshStore, 'shards' | 'begin' | 'listWatched'>;
  readonly queues: Pick<Queues, 'plan'>;
}

const asksOthers = ({ rule }: Segment): boolean => rule !== null && segmentsIn(rule).length > 0;

async function refreshOne(deps: RefreshJobDeps, scope: TenantScope, segment: Segment): Promise<void> {
  const { tenantId } = scope;
  if (segment.deletedAt) return deps.queues.plan({ kind: 'empty_segment', tenantId, segmentId: segment.id });
  // A refresh that was lost is begun anew, whoever asked for it.
  if (segment.refresh !== 'daily' && segment.refreshState !== 'running') return;
  if (asksOthers(segment)) await deps.queues.plan({ kind: 'start_refresh', tenantId, segmentId: segment.id, waits: 0 });
  else await beginRefresh(deps, scope, segment.id);
}

async function* watched({ refreshes, segments }: RefreshJobDeps) {
  for await (const { tenantId, segmentId } of refreshes.listWatched()) {
    const scope: TenantScope = { tenantId, principal: 'system' };
    const segment = await segments.getAny(scope, segmentId);
    if (segment) yield { scope, segment };
  }
}

/**
 * Begins the nightly refreshes of all tenants; those whose rules ask about other segments once the others have begun, so that they can
 * wait for them. One segment that fails does not keep the others waiting.
 */
export async function refreshSegments(deps: RefreshJobDeps): Promise<void> {
  const failures: unknown[] = [];
  const note = (cause: unknown): number => failures.push(cause);
  const later: (() => Promise<void>)[] = [];
  for await (const { scope, segment } of watched(deps)) {
    const refresh = () => refreshOne(deps, scope, segment);
    if (asksOthers(segment)) later.push(refresh);
    else await refresh().catch(note);
  }
  for (const refresh of later) await refresh().catch(note);
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} segments could not be refreshed`);
}
