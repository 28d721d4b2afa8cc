import { Reply, replyClasses } from '../../contracts/reply.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { ReplyStore } from '../../usecases/ports/reply-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, toItem } from './codec.ts';
import { secondsAfter } from './expiry.ts';
import { indexKeys, keys } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Table } from './table.ts';
import { writesTo } from './writes.ts';

const keptDays = 400;

const keyOf = ({ tenantId }: TenantScope, { contactId, at, id }: Reply) => keys.reply(tenantId, contactId, at, id);

type Forwards = Pick<ReplyStore, 'claimForward' | 'doubtForward' | 'settleForward' | 'countForward'>;

/** A forward is claimed on the row of its reply, then settled: a worker that died in between holds it for a while only. */
const forwards = (table: Table): Forwards => ({
  claimForward: async (scope, reply, now, staleBefore) => {
    const { applied, item } = await table.update({
      Key: { ...keyOf(scope, reply) },
      UpdateExpression: 'SET forwardClaimedAt = :now',
      ConditionExpression:
        'attribute_exists(pk) AND attribute_not_exists(forwardSettledAt) AND (attribute_not_exists(forwardClaimedAt) OR forwardClaimedAt < :stale)',
      ExpressionAttributeValues: { ':now': now, ':stale': staleBefore },
    });
    if (applied) return item?.['forwardDoubted'] === true ? 'again' : 'claimed';
    return !item || item['forwardSettledAt'] ? 'settled' : 'busy';
  },
  doubtForward: async (scope, reply) => {
    await table.update({
      Key: { ...keyOf(scope, reply) },
      UpdateExpression: 'SET forwardDoubted = :yes',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':yes': true },
    });
  },
  settleForward: async (scope, reply, { forwarded, forwardReason }, now) => {
    await table.update({
      Key: { ...keyOf(scope, reply) },
      UpdateExpression: 'SET forwardSettledAt = :now, forwarded = :forwarded, forwardReason = :reason',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': now, ':forwarded': forwarded, ':reason': forwardReason },
    });
  },
  countForward: async ({ tenantId }, now) => {
    const { item } = await table.update({
      Key: { ...keys.forwards(tenantId, now.slice(0, 13)) },
      UpdateExpression: 'ADD forwards :one SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':one': 1, ':ttl': secondsAfter(now, 0) + 7200 },
    });
    return Number(item?.['forwards']);
  },
});

/** Replies beside each contact, and in the index by campaign and class. */
export function replyStore(table: Table, tokens: Tokens): ReplyStore {
  const writes = writesTo(table.name);
  const page = async (
    list: string,
    partitions: Parameters<typeof pageOver>[3],
    request: Parameters<typeof pageOver>[4],
  ) => {
    const found = await pageOver(table, tokens, list, partitions, request);
    return { ...found, items: found.items.map((item) => fromItem(Reply, item)) };
  };
  return {
    ...forwards(table),
    add: async (scope, reply) => {
      const index = indexKeys.replies(scope.tenantId, reply.campaignId, reply.class, reply.at, reply.id);
      const kept = { ...reply, ttl: secondsAfter(reply.at, keptDays) };
      // With its contact in one transaction: who is deleted meanwhile leaves no reply behind.
      const refused = await table.transact([
        writes.putNew(toItem('reply', keyOf(scope, reply), kept, index)),
        writes.mustExist(keys.contact(scope.tenantId, reply.contactId)),
      ]);
      return !refused.includes(1);
    },
    listOfCampaign: ({ tenantId }, campaignId, kind, request) =>
      page(
        `replies:${tenantId}:${campaignId}:${kind ?? ''}`,
        (kind ? [kind] : replyClasses).map((one) => ({
          ...indexPartition(indexKeys.replies(tenantId, campaignId, one, '', '').gsi1pk),
          ScanIndexForward: false,
        })),
        request,
      ),
    listOfContact: ({ tenantId }, contactId, request) =>
      page(
        `replies:${tenantId}:${contactId}`,
        [
          {
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': keys.reply(tenantId, contactId, '', '').pk },
            ScanIndexForward: false,
          },
        ],
        request,
      ),
  };
}
