import { shardOf } from '../../domain/ids.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { toItem } from './codec.ts';
import { keys, segmentShards } from './keys.ts';
import type { Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

export type MemberChange = 'join' | 'leave';

/** 45 members × 2 rows and one more row stay below the 100 items of a transaction. */
export const membersPerWrite = 45;

const expressions = {
  join: { expression: 'SET #segments.#s = :true ADD rev :one', values: { ':true': true, ':one': 1 } },
  leave: { expression: 'REMOVE #segments.#s ADD rev :one', values: { ':one': 1 } },
} as const;

/** The two writes of a membership, under the segment and on the profile. Both are refused where it is so already. */
export function membershipWrites(table: Table) {
  const writes = writesTo(table.name);
  return (scope: TenantScope, segmentId: string, contactId: string, change: MemberChange): readonly [Write, Write] => {
    const key = keys.member(scope.tenantId, segmentId, shardOf(contactId, segmentShards), contactId);
    const profile: Write = {
      Update: {
        TableName: table.name,
        Key: { ...keys.contact(scope.tenantId, contactId) },
        UpdateExpression: expressions[change].expression,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#segments': 'segments', '#s': segmentId },
        ExpressionAttributeValues: expressions[change].values,
      },
    };
    return [change === 'join' ? writes.putNew(toItem('member', key, {})) : writes.deleteExisting(key), profile];
  };
}
