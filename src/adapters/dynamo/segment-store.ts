import { Segment } from '../../contracts/segment.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { MemberPage, SegmentChange, SegmentStore } from '../../usecases/ports/segment-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { contactShards, indexKeys, keys, segmentShards } from './keys.ts';
import { type MemberChange, membershipWrites, membersPerWrite } from './memberships.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

const readPosition = (text: string | null): { shard: number; after: string | null } => {
  const [shard = '0', after] = (text ?? '0').split(':');
  return { shard: Number(shard), after: after ?? null };
};

const by = { join: 1, leave: -1 } as const;

/** Membership stands in both places: under the segment and on the profile, changed in one transaction. */
function membership(table: Table): Pick<SegmentStore, 'addMembers' | 'removeMembers'> {
  const writes = writesTo(table.name);
  const writesOf = membershipWrites(table);

  /** Commits what can change and leaves out what already is so. */
  const changeSome = async (
    scope: TenantScope,
    segment: Segment,
    contactIds: readonly string[],
    change: MemberChange,
  ): Promise<number> => {
    let open = [...new Set(contactIds)];
    while (open.length > 0) {
      const rows = open.flatMap((id) => writesOf(scope, segment.id, id, change));
      const count = writes.add(
        keys.segment(scope.tenantId, segment.id),
        { memberCount: by[change] * open.length },
        'attribute_exists(pk)',
      );
      const refused = await table.transact([...rows, count]);
      if (refused.length === 0) return open.length;
      const out = new Set(refused.map((index) => Math.floor(index / 2)));
      if (out.has(open.length)) return 0;
      open = open.filter((_, i) => !out.has(i));
    }
    return 0;
  };
  const changeAll = async (
    scope: TenantScope,
    segment: Segment,
    contactIds: readonly string[],
    change: MemberChange,
  ): Promise<number> => {
    let changed = 0;
    for (let i = 0; i < contactIds.length; i += membersPerWrite) {
      changed += await changeSome(scope, segment, contactIds.slice(i, i + membersPerWrite), change);
    }
    return changed;
  };

  return {
    addMembers: (scope, segment, contactIds) => changeAll(scope, segment, contactIds, 'join'),
    removeMembers: (scope, segment, contactIds) => changeAll(scope, segment, contactIds, 'leave'),
  };
}

function memberPages(table: Table): Pick<SegmentStore, 'members'> {
  const members = async (
    scope: TenantScope,
    segment: Pick<Segment, 'id'>,
    from: string | null,
    limit: number,
  ): Promise<MemberPage> => {
    const { shard, after } = readPosition(from);
    const { pk } = keys.member(scope.tenantId, segment.id, shard, '');
    const page = await table.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      ConsistentRead: true,
      Limit: limit,
      ...(after ? { ExclusiveStartKey: { pk, sk: after } } : {}),
    });
    const contactIds = page.items.map((item) => String(item['sk']));
    if (page.last) return { contactIds, next: `${shard}:${String(page.last['sk'])}` };
    return { contactIds, next: shard + 1 < segmentShards ? String(shard + 1) : null };
  };

  return { members };
}

const changeOf = ({ name, rule, refresh }: SegmentChange): readonly (readonly [name: string, value: unknown])[] =>
  [['name', name] as const, ['rule', rule] as const, ['refresh', refresh] as const].filter(
    ([, value]) => value !== undefined,
  );

function segmentRows(
  table: Table,
): Pick<SegmentStore, 'create' | 'getAny' | 'change' | 'remove' | 'markDeleted' | 'forget'> {
  const writes = writesTo(table.name);
  const watch = (scope: TenantScope, { id, type }: Segment): readonly Write[] =>
    type === 'dynamic' ? [writes.put(toItem('watched_segment', keys.watchedSegment(scope.tenantId, id), {}))] : [];
  const shardRows = (scope: TenantScope, id: string): readonly Write[] =>
    Array.from({ length: contactShards }, (_, shard) => writes.delete(keys.refreshShard(scope.tenantId, id, shard)));

  return {
    create: async (scope, segment) => {
      const index = indexKeys.segments(scope.tenantId, segment.id);
      const row = writes.put(toItem('segment', keys.segment(scope.tenantId, segment.id), segment, index));
      await table.transact([row, ...watch(scope, segment)]);
    },
    getAny: async (scope, id) => maybe(Segment, await table.get(keys.segment(scope.tenantId, id))),
    change: async (scope, id, change, now) => {
      const fields = changeOf(change);
      const { applied, item } = await table.update({
        Key: { ...keys.segment(scope.tenantId, id) },
        UpdateExpression: `SET updatedAt = :now${fields.map(([name]) => `, #${name} = :${name}`).join('')}${
          change.rule ? ' ADD ruleRev :one' : ''
        }`,
        ConditionExpression: `attribute_exists(pk) AND (attribute_not_exists(deletedAt) OR deletedAt = :null)`,
        ...(fields.length > 0
          ? { ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])) }
          : {}),
        ExpressionAttributeValues: {
          ':now': now,
          ':null': null,
          ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
          ...(change.rule ? { ':one': 1 } : {}),
        },
      });
      return applied ? maybe(Segment, item) : undefined;
    },
    remove: async (scope, id) => {
      const unused = {
        Delete: {
          TableName: table.name,
          Key: { ...keys.segment(scope.tenantId, id) },
          ConditionExpression: 'memberCount = :none',
          ExpressionAttributeValues: { ':none': 0 },
        },
      };
      return (await table.transact([unused])).length === 0;
    },
    markDeleted: async (scope, segment, now) => {
      const mark: Write = {
        Update: {
          TableName: table.name,
          Key: { ...keys.segment(scope.tenantId, segment.id) },
          UpdateExpression: 'SET deletedAt = :now REMOVE gsi1pk, gsi1sk ADD refreshRev :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: { ':now': now, ':one': 1 },
        },
      };
      await table.transact([mark, ...shardRows(scope, segment.id)]);
    },
    forget: async (scope, id) => {
      const rows = [keys.segment(scope.tenantId, id), keys.watchedSegment(scope.tenantId, id)];
      await table.transact(rows.map((key) => writes.delete(key)));
    },
  };
}

/** Segments and their members (pattern 12). */
export function segmentStore(table: Table, tokens: Tokens): SegmentStore {
  const rows = segmentRows(table);
  return {
    ...membership(table),
    ...memberPages(table),
    ...rows,
    get: async (scope, id) => {
      const segment = await rows.getAny(scope, id);
      return segment?.deletedAt ? undefined : segment;
    },
    list: async (scope, request) => {
      const partition = { ...indexPartition(indexKeys.segments(scope.tenantId, '').gsi1pk), ScanIndexForward: false };
      const page = await pageOver(table, tokens, `segments:${scope.tenantId}`, [partition], request);
      return { ...page, items: page.items.map((item) => fromItem(Segment, item)) };
    },
  };
}
