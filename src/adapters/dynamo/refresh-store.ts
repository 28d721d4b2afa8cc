import * as z from 'zod';
import type { Refreshing, Segment } from '../../contracts/segment.ts';
import type { RefreshShard, RefreshStore } from '../../usecases/ports/refresh-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, toItem } from './codec.ts';
import { contactShards, keys, readWatchedSegment, watchedSegments } from './keys.ts';
import { membershipWrites } from './memberships.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

const ShardRow = z.object({
  shard: z.number(),
  refreshId: z.string(),
  cursor: z.string().nullable(),
  done: z.boolean(),
  seen: z.number(),
  matched: z.number(),
  joined: z.number(),
  left: z.number(),
  pending: z.array(z.string()),
  updatedAt: z.string(),
  rev: z.number(),
});

const untouched = { cursor: null, done: false, seen: 0, matched: 0, joined: 0, left: 0 } as const;

/** Members that the shards of a refresh have added, less those they have removed. */
const gainOf = (shards: readonly RefreshShard[]): number =>
  shards.reduce((sum, { joined, left }) => sum + joined - left, 0);

/** A shard before its first page. Whom the refresh before it has not told of is told by this one. */
const freshShard = (shard: number, before: RefreshShard | undefined, { id, startedAt }: Refreshing): RefreshShard => ({
  ...untouched,
  shard,
  refreshId: id,
  pending: before?.pending ?? [],
  updatedAt: startedAt,
  rev: (before?.rev ?? 0) + 1,
});

const shardNumbers = Array.from({ length: contactShards }, (_, shard) => shard);
const unfinished = (segment: Segment): boolean =>
  segment.refreshState === 'running' || segment.refreshState === 'failed';

function shardRows(table: Table) {
  const writes = writesTo(table.name);
  const item = (scope: TenantScope, segmentId: string, row: RefreshShard): Item =>
    toItem('refresh_shard', keys.refreshShard(scope.tenantId, segmentId, row.shard), row);
  return {
    read: async (scope: TenantScope, segmentId: string): Promise<readonly RefreshShard[]> => {
      const found = await table.batchGet(shardNumbers.map((n) => keys.refreshShard(scope.tenantId, segmentId, n)));
      return found.map((row) => fromItem(ShardRow, row)).toSorted((a, b) => a.shard - b.shard);
    },
    write: (scope: TenantScope, segmentId: string, row: RefreshShard, seenRev: number | undefined): Write =>
      seenRev === undefined
        ? writes.putNew(item(scope, segmentId, row))
        : writes.putSeen(item(scope, segmentId, row), seenRev),
  };
}

const beginning = (
  table: Table,
  scope: TenantScope,
  segment: Segment,
  refreshing: Refreshing,
  gain: number,
): Write => ({
  Update: {
    TableName: table.name,
    Key: { ...keys.segment(scope.tenantId, segment.id) },
    UpdateExpression: 'SET refreshing = :refreshing, refreshState = :running ADD memberCount :gain, refreshRev :one',
    ConditionExpression: 'refreshRev = :seen',
    ExpressionAttributeValues: {
      ':refreshing': refreshing,
      ':running': 'running',
      ':gain': gain,
      ':one': 1,
      ':seen': segment.refreshRev,
    },
  },
});

/** Refreshes of dynamic segments: the segment says which one counts, a row beside it for each shard of the contacts how far it is. */
export function refreshStore(table: Table): RefreshStore {
  const rows = shardRows(table);
  const writesOf = membershipWrites(table);
  return {
    shards: rows.read,
    begin: async (scope, segment, refreshing) => {
      const before = await rows.read(scope, segment.id);
      const gain = unfinished(segment) ? gainOf(before) : 0;
      const shards = shardNumbers.map((n) => {
        const seen = before.find(({ shard }) => shard === n);
        return rows.write(scope, segment.id, freshShard(n, seen, refreshing), seen?.rev);
      });
      return (await table.transact([beginning(table, scope, segment, refreshing, gain), ...shards])).length === 0;
    },
    commit: async (scope, segmentId, { joins, leaves }, next, seen) => {
      let open = [
        ...joins.map((id) => ({ id, change: 'join' as const })),
        ...leaves.map((id) => ({ id, change: 'leave' as const })),
      ];
      for (;;) {
        const joined = open.filter(({ change }) => change === 'join').length;
        const row: RefreshShard = {
          ...next,
          joined: next.joined + joined,
          left: next.left + open.length - joined,
          pending: open.map(({ id }) => id),
          rev: seen.rev + 1,
        };
        const members = open.flatMap(({ id, change }) => writesOf(scope, segmentId, id, change));
        const refused = await table.transact([...members, rows.write(scope, segmentId, row, seen.rev)]);
        if (refused.length === 0) return row;
        if (refused.includes(members.length)) return undefined;
        const out = new Set(refused.map((index) => Math.floor(index / 2)));
        open = open.filter((_, i) => !out.has(i));
      }
    },
    finish: async (scope, segmentId, shards, { id, startedAt, ruleRev }) => {
      await table.update({
        Key: { ...keys.segment(scope.tenantId, segmentId) },
        UpdateExpression: 'SET refreshState = :done, refreshedAt = :at, refreshedRuleRev = :rule ADD memberCount :gain',
        ConditionExpression: 'refreshing.id = :id AND refreshState IN (:running, :failed)',
        ExpressionAttributeValues: {
          ':done': 'done',
          ':at': startedAt,
          ':rule': ruleRev,
          ':gain': gainOf(shards),
          ':id': id,
          ':running': 'running',
          ':failed': 'failed',
        },
      });
    },
    fail: async (scope, segmentId, refreshId) => {
      await table.update({
        Key: { ...keys.segment(scope.tenantId, segmentId) },
        UpdateExpression: 'SET refreshState = :failed',
        ConditionExpression: 'refreshing.id = :id AND refreshState = :running',
        ExpressionAttributeValues: { ':failed': 'failed', ':running': 'running', ':id': refreshId },
      });
    },
    listWatched: async function* () {
      const watching = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': watchedSegments } };
      for await (const item of table.queryAll(watching)) yield readWatchedSegment(String(item['sk']));
    },
  };
}
