import type { RefreshProgress, Segment, SegmentSummary, SegmentView } from '../../contracts/segment.ts';
import { isStale } from '../../domain/audience/freshness.ts';
import { ok } from '../../domain/result.ts';
import { printRule } from '../../domain/rules/print.ts';
import type { RefreshShard, RefreshStore } from '../ports/refresh-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

const progressOf = (shards: readonly RefreshShard[]): RefreshProgress | null =>
  shards.length === 0
    ? null
    : {
        seen: shards.reduce((sum, { seen }) => sum + seen, 0),
        matched: shards.reduce((sum, { matched }) => sum + matched, 0),
        joined: shards.reduce((sum, { joined }) => sum + joined, 0),
        left: shards.reduce((sum, { left }) => sum + left, 0),
      };

/** A segment as a list shows it. Members deleted during a refresh are subtracted before its own are added: never below nobody. */
export function summaryOf(segment: Segment): SegmentSummary {
  const { id, name, type, rule, refresh, refreshedAt, createdAt, updatedAt } = segment;
  return {
    id,
    name,
    type,
    memberCount: Math.max(0, segment.memberCount),
    rule,
    ruleText: rule && printRule(rule),
    refresh,
    refreshState: type === 'dynamic' ? segment.refreshState : null,
    refreshedAt,
    stale: isStale(segment),
    createdAt,
    updatedAt,
  };
}

/** A segment as it is shown alone. */
export const viewOf = (segment: Segment, shards: readonly RefreshShard[] = []): SegmentView => ({
  ...summaryOf(segment),
  progress: progressOf(shards),
});

/** A segment with the progress of its refresh. */
export const getSegment =
  ({
    segments,
    refreshes,
  }: {
    readonly segments: Pick<SegmentStore, 'get'>;
    readonly refreshes: Pick<RefreshStore, 'shards'>;
  }) =>
  async (scope: TenantScope, id: string): Outcome<SegmentView> => {
    const segment = await segments.get(scope, id);
    if (!segment) return notFound('segment');
    return ok(viewOf(segment, segment.type === 'dynamic' ? await refreshes.shards(scope, id) : []));
  };
