import type { Rule } from '../../contracts/rule.ts';
import type { NewSegment, Segment, SegmentPatch, SegmentView } from '../../contracts/segment.ts';
import { ok } from '../../domain/result.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type BeginDeps, beginRefresh } from './begin-refresh.ts';
import { readSegmentRule } from './segment-rule.ts';
import { viewOf } from './view-segment.ts';

export interface SaveDeps extends BeginDeps {
  readonly segments: Pick<SegmentStore, 'get' | 'list' | 'create' | 'change'>;
}

function freshSegment(id: string, { name, type, refresh }: NewSegment, rule: Rule | undefined, now: string): Segment {
  const dynamic = type === 'dynamic';
  return {
    id,
    name,
    type,
    memberCount: 0,
    shards: 1,
    rule: rule ?? null,
    ruleRev: dynamic ? 1 : 0,
    refresh: dynamic ? (refresh ?? 'daily') : null,
    refreshState: 'never',
    refreshing: null,
    refreshedAt: null,
    refreshedRuleRev: null,
    refreshRev: 0,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** Creates a segment; the members of a dynamic one are found at once, in the background. */
export const createSegment =
  (deps: SaveDeps) =>
  async (scope: TenantScope, input: NewSegment): Outcome<SegmentView> => {
    const read = await readSegmentRule(deps, scope, input);
    if (!read.ok) return read;
    const segment = freshSegment(deps.ids.next('segment'), input, read.value, deps.clock.now());
    await deps.segments.create(scope, segment);
    if (segment.type === 'dynamic') await beginRefresh(deps, scope, segment.id);
    return ok(viewOf((await deps.segments.get(scope, segment.id)) ?? segment));
  };

const noRule = (field: string) =>
  invalid('Nothing was changed.', [
    fault(
      `body.${field}`,
      'static_segment',
      'A static segment has no rule and is not refreshed. Create a dynamic one.',
    ),
  ]);

/** Changes a segment. A new rule starts a refresh, in place of one that goes by the old rule. */
export const updateSegment =
  (deps: SaveDeps) =>
  async (scope: TenantScope, id: string, patch: SegmentPatch): Outcome<SegmentView> => {
    const segment = await deps.segments.get(scope, id);
    if (!segment) return notFound('segment');
    const dynamicOnly = (['rule', 'ruleText', 'refresh'] as const).find((field) => patch[field] !== undefined);
    if (segment.type === 'static' && dynamicOnly) return noRule(dynamicOnly);
    const read = await readSegmentRule(deps, scope, patch, id);
    if (!read.ok) return read;
    const change = {
      ...(patch.name === undefined ? {} : { name: patch.name }),
      ...(patch.refresh === undefined ? {} : { refresh: patch.refresh }),
      ...(read.value ? { rule: read.value } : {}),
    };
    const changed = await deps.segments.change(scope, id, change, deps.clock.now());
    if (!changed) return notFound('segment');
    if (read.value) await beginRefresh(deps, scope, id, { supersede: true });
    return ok(viewOf((await deps.segments.get(scope, id)) ?? changed));
  };

/** Begins a refresh on demand. */
export const refreshNow =
  (deps: SaveDeps) =>
  async (scope: TenantScope, id: string): Outcome<SegmentView> => {
    const segment = await deps.segments.get(scope, id);
    if (!segment) return notFound('segment');
    if (segment.type === 'static')
      return conflict('A static segment is not refreshed: its members are added and removed by hand.');
    if ((await beginRefresh(deps, scope, id)) === 'running')
      return conflict('A refresh of the segment is under way. GET /api/segments/{id} shows how far it is.');
    return ok(viewOf((await deps.segments.get(scope, id)) ?? segment));
  };
