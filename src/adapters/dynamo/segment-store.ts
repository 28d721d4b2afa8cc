import { Segment } from '../../contracts/resources.ts';
import { shardOf } from '../../domain/ids.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { MemberPage, SegmentStore } from '../../usecases/ports/segment-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { indexKeys, keys, segmentShards } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

/** 45 members × 2 rows and the count stay below the 100 items of a transaction. */
const membersPerWrite = 45;

const readPosition = (text: string | null): { shard: number; after: string | null } => {
  const [shard = '0', after] = (text ?? '0').split(':');
  return { shard: Number(shard), after: after ?? null };
};

const changes = {
  join: { expression: 'SET #segments.#s = :true ADD rev :one', values: { ':true': true, ':one': 1 }, by: 1 },
  leave: { expression: 'REMOVE #segments.#s ADD rev :one', values: { ':one': 1 }, by: -1 },
} as const;
type Change = keyof typeof changes;

/** Membership stands in both places: under the segment and on the profile, changed in one transaction. */
function membership(table: Table): Pick<SegmentStore, 'addMembers' | 'removeMembers'> {
  const writes = writesTo(table.name);

  const memberWrite = (scope: TenantScope, segment: Segment, contactId: string, change: Change): Write => {
    const key = keys.member(scope.tenantId, segment.id, shardOf(contactId, segmentShards), contactId);
    return change === 'join' ? writes.putNew(toItem('member', key, {})) : writes.deleteExisting(key);
  };
  const profileWrite = (scope: TenantScope, segment: Segment, contactId: string, change: Change): Write => ({
    Update: {
      TableName: table.name,
      Key: { ...keys.contact(scope.tenantId, contactId) },
      UpdateExpression: changes[change].expression,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#segments': 'segments', '#s': segment.id },
      ExpressionAttributeValues: changes[change].values,
    },
  });

  /** Commits what can change and leaves out what already is so. */
  const changeSome = async (
    scope: TenantScope,
    segment: Segment,
    contactIds: readonly string[],
    change: Change,
  ): Promise<number> => {
    let open = [...new Set(contactIds)];
    while (open.length > 0) {
      const rows = open.flatMap((id) => [
        memberWrite(scope, segment, id, change),
        profileWrite(scope, segment, id, change),
      ]);
      const count = writes.add(
        keys.segment(scope.tenantId, segment.id),
        { memberCount: changes[change].by * open.length },
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
    change: Change,
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
    segment: Segment,
    from: string | null,
    limit: number,
  ): Promise<MemberPage> => {
    const { shard, after } = readPosition(from);
    const { pk } = keys.member(scope.tenantId, segment.id, shard, '');
    const page = await table.query({
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
      Limit: limit,
      ...(after ? { ExclusiveStartKey: { pk, sk: after } } : {}),
    });
    const contactIds = page.items.map((item) => String(item['sk']));
    if (page.last) return { contactIds, next: `${shard}:${String(page.last['sk'])}` };
    return { contactIds, next: shard + 1 < segmentShards ? String(shard + 1) : null };
  };

  return { members };
}

/** Static segments and their members (pattern 12). */
export const segmentStore = (table: Table, tokens: Tokens): SegmentStore => ({
  ...membership(table),
  ...memberPages(table),
  create: (scope, segment) =>
    table.put(
      toItem(
        'segment',
        keys.segment(scope.tenantId, segment.id),
        segment,
        indexKeys.segments(scope.tenantId, segment.id),
      ),
    ),
  get: async (scope, id) => maybe(Segment, await table.get(keys.segment(scope.tenantId, id))),
  rename: async (scope, id, name, now) => {
    const { applied, item } = await table.update({
      Key: { ...keys.segment(scope.tenantId, id) },
      UpdateExpression: 'SET #name = :name, updatedAt = :now',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#name': 'name' },
      ExpressionAttributeValues: { ':name': name, ':now': now },
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
  list: async (scope, request) => {
    const partition = { ...indexPartition(indexKeys.segments(scope.tenantId, '').gsi1pk), ScanIndexForward: false };
    const page = await pageOver(table, tokens, `segments:${scope.tenantId}`, [partition], request);
    return { ...page, items: page.items.map((item) => fromItem(Segment, item)) };
  },
});
