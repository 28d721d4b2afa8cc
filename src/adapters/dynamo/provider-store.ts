import * as z from 'zod';
import { ProviderState, ProviderTrouble } from '../../contracts/provider.ts';
import type { ProviderStore } from '../../usecases/ports/provider-store.ts';
import { fromItem, maybe } from './codec.ts';
import { secondsAfter } from './expiry.ts';
import { keys } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Holds are at most a day, and the counters shown are of one. */
const keptDays = 7;

const Row = ProviderTrouble.extend({
  deferred: z.number().default(0),
  refused: z.number().default(0),
  complained: z.number().default(0),
});

const sumOf = (items: readonly Item[]): ProviderTrouble =>
  items
    .map((item) => fromItem(Row, item))
    .reduce(
      (sum, one) => ({
        deferred: sum.deferred + one.deferred,
        refused: sum.refused + one.refused,
        complained: sum.complained + one.complained,
      }),
      { deferred: 0, refused: 0, complained: 0 },
    );

/** One row per provider with its last outcomes, and one for each hour with trouble. */
export function providerStore(table: Table): ProviderStore {
  return {
    get: async ({ tenantId }, provider) => maybe(ProviderState, await table.get(keys.provider(tenantId, provider))),
    list: async ({ tenantId }) => {
      const rows = table.queryAll({
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': keys.provider(tenantId, 'other').pk },
      });
      return (await Array.fromAsync(rows)).map((item) => fromItem(ProviderState, item));
    },
    save: async ({ tenantId }, state, seenRev) => {
      const { recent, hold, rev, provider } = state;
      const { applied } = await table.update({
        Key: { ...keys.provider(tenantId, provider) },
        UpdateExpression: 'SET provider = :provider, recent = :recent, #hold = :hold, rev = :rev',
        ConditionExpression: seenRev === 0 ? 'attribute_not_exists(rev)' : 'rev = :seen',
        ExpressionAttributeNames: { '#hold': 'hold' },
        ExpressionAttributeValues: {
          ':provider': provider,
          ':recent': recent,
          ':hold': hold,
          ':rev': rev,
          ...(seenRev === 0 ? {} : { ':seen': seenRev }),
        },
      });
      return applied;
    },
    count: async ({ tenantId }, provider, hour, { deferred, refused, complained }) => {
      await table.update({
        Key: { ...keys.providerHour(tenantId, provider, hour) },
        UpdateExpression: 'ADD #deferred :deferred, refused :refused, complained :complained SET #ttl = :ttl',
        ExpressionAttributeNames: { '#deferred': 'deferred', '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':deferred': deferred,
          ':refused': refused,
          ':complained': complained,
          ':ttl': secondsAfter(`${hour}:00:00Z`, keptDays),
        },
      });
    },
    troubleSince: async ({ tenantId }, provider, hour) => {
      const rows = table.queryAll({
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': keys.providerHour(tenantId, provider, '').pk, ':from': hour },
      });
      return sumOf(await Array.fromAsync(rows));
    },
  };
}
