import { Reply, replyClasses } from '../../contracts/reply.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { ReplyStore } from '../../usecases/ports/reply-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, toItem } from './codec.ts';
import { indexKeys, keys } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Table } from './table.ts';
import { writesTo } from './writes.ts';

const keptDays = 400;
const secondsOf = (instant: string): number => Math.floor(Date.parse(instant) / 1000);

const keyOf = ({ tenantId }: TenantScope, { contactId, at, id }: Reply) => keys.reply(tenantId, contactId, at, id);

type Forwards = Pick<ReplyStore, 'claimForward' | 'markForwarded' | 'countForward'>;

/** A forward is claimed on the row of its reply, then marked: a worker that died in between holds it for a while only. */
const forwards = (table: Table): Forwards => ({
  claimForward: async (scope, reply, now, staleBefore) => {
    const { applied, item } = await table.update({
      Key: { ...keyOf(scope, reply) },
      UpdateExpression: 'SET forwardClaimedAt = :now',
      ConditionExpression:
        'attribute_not_exists(forwardedAt) AND (attribute_not_exists(forwardClaimedAt) OR forwardClaimedAt < :stale)',
      ExpressionAttributeValues: { ':now': now, ':stale': staleBefore },
    });
    if (applied) return 'claimed';
    return item?.['forwardedAt'] ? 'forwarded' : 'busy';
  },
  markForwarded: async (scope, reply, now) => {
    await table.update({
      Key: { ...keyOf(scope, reply) },
      UpdateExpression: 'SET forwardedAt = :now',
      ExpressionAttributeValues: { ':now': now },
    });
  },
  countForward: async ({ tenantId }, now) => {
    const { item } = await table.update({
      Key: { ...keys.forwards(tenantId, now.slice(0, 13)) },
      UpdateExpression: 'ADD forwards :one SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':one': 1, ':ttl': secondsOf(now) + 7200 },
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
      const kept = { ...reply, ttl: secondsOf(reply.at) + keptDays * 86_400 };
      await table.transact([writes.putNew(toItem('reply', keyOf(scope, reply), kept, index))]);
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
