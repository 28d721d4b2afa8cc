import { isFreshFor } from '../../domain/audience/freshness.ts';
import type { TenantScope } from '../scope.ts';
import { type BeginDeps, beginRefresh, isRefreshing } from './begin-refresh.ts';

/**
 * Whether the members of a segment may be read for a launch at `at`. Where they are too old a refresh begins, and where one is under way
 * it is waited for: its end puts the launch on the plan queue again.
 */
export async function membersReady(
  deps: BeginDeps,
  scope: TenantScope,
  segmentId: string,
  at: string,
): Promise<boolean> {
  const segment = await deps.segments.get(scope, segmentId);
  if (!segment || segment.type === 'static') return true;
  if (await isRefreshing(deps, scope, segment)) return false;
  if (isFreshFor(segment, at)) return true;
  await beginRefresh(deps, scope, segmentId);
  return false;
}
