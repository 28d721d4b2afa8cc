import type { PlanWork } from '../../contracts/work.ts';
import { segmentsIn } from '../../domain/rules/segments-in.ts';
import type { TenantScope } from '../scope.ts';
import { type BeginDeps, beginRefresh, isRefreshing } from './begin-refresh.ts';

export type StartRefreshWork = Extract<PlanWork, { kind: 'start_refresh' }>;

const secondsBetween = 5;
/** An hour; then the segment goes by the members that the others have. */
const mostWaits = 720;

async function anyRefreshing(deps: BeginDeps, scope: TenantScope, ids: readonly string[]): Promise<boolean> {
  for (const id of new Set(ids)) {
    const segment = await deps.segments.get(scope, id);
    if (segment && (await isRefreshing(deps, scope, segment))) return true;
  }
  return false;
}

/** Begins a refresh once the segments that the rule asks about are refreshed themselves. */
export const startRefresh =
  (deps: BeginDeps) =>
  async (work: StartRefreshWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const segment = await deps.segments.get(scope, work.segmentId);
    if (!segment?.rule) return;
    const named = segmentsIn(segment.rule).map(({ segment: id }) => id);
    if (work.waits < mostWaits && (await anyRefreshing(deps, scope, named)))
      return deps.queues.plan({ ...work, waits: work.waits + 1 }, secondsBetween);
    await beginRefresh(deps, scope, work.segmentId);
  };
