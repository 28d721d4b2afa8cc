import type { RateStore } from '../../usecases/ports/access-stores.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

const keptSeconds = 3600;
const maxTurns = 6;

/** What has been asked of the buckets of keys and organizations. One write a report; two when the bucket was full meanwhile. */
export const rateStore = (table: Table): RateStore => ({
  charge: async ({ tenantId, subject, rate }, costMs, nowMs, farMs, seenMs) => {
    const Key = { ...keys.rate(tenantId, subject, rate) };
    const ttl = Math.ceil(nowMs / 1000) + keptSeconds;
    const grow = {
      Key,
      UpdateExpression: 'SET fullAt = fullAt + :cost, #ttl = :ttl',
      ConditionExpression: 'fullAt BETWEEN :now AND :far',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':cost': costMs, ':ttl': ttl, ':now': nowMs, ':far': farMs },
    };
    const begin = {
      Key,
      UpdateExpression: 'SET fullAt = :full, #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(pk) OR NOT (fullAt BETWEEN :now AND :far)',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':full': nowMs + costMs, ':ttl': ttl, ':now': nowMs, ':far': farMs },
    };
    const turns = seenMs >= nowMs ? [grow, begin] : [begin, grow];
    for (let turn = 0; turn < maxTurns; turn++) {
      const { applied, item } = await table.update(turns[turn % 2] ?? grow);
      if (applied) return Number(item?.['fullAt']);
    }
    return nowMs + costMs;
  },
});
