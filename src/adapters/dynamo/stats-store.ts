import * as z from 'zod';
import { Books, counterNames } from '../../contracts/analytics.ts';
import { StoredReport, Tally } from '../../contracts/tally.ts';
import { addCounters } from '../../domain/analytics/metrics.ts';
import type { CounterRow, StatsStore } from '../../usecases/ports/stats-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { dayRange, type Key, keys, readStats } from './keys.ts';
import { millsFields, millsIn } from './mills-codec.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

const CounterItem = z.partialRecord(z.enum([...counterNames, 'adds']), z.number());
const pick = (item: Item): Item =>
  Object.fromEntries([...counterNames, 'adds'].flatMap((name) => (name in item ? [[name, item[name]]] : [])));

const rowOf = (item: Item): CounterRow => ({
  ...readStats(String(item['sk'])),
  counters: addCounters(fromItem(CounterItem, pick(item))),
  mills: millsIn(item),
});

const keyOf = (item: Item): Key => ({ pk: String(item['pk']), sk: String(item['sk']) });

/** Counter rows, sharded by campaign and keyed by day and step (pattern 9), and the last count of the ledger. */
export function statsStore(table: Table): StatsStore {
  const writes = writesTo(table.name);

  const rowsOf = (
    scope: TenantScope,
    campaignId: string,
    shard: number,
    startDay: string | null,
    endDay: string | null,
  ) => {
    const { pk } = keys.stats(scope.tenantId, campaignId, shard, '', '', '');
    const { from, to } = dayRange(startDay, endDay);
    return table.queryAll({
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
    });
  };
  /** Takes a row away only if nothing was added since it was read. */
  const takeAway = (item: Item): Write => ({
    Delete: {
      TableName: table.name,
      Key: { ...keyOf(item) },
      ConditionExpression: 'adds = :seen',
      ExpressionAttributeValues: { ':seen': item['adds'] },
    },
  });

  return {
    read: async (scope, campaignId, shards, startDay, endDay) => {
      const all = await Promise.all(
        Array.from({ length: shards }, (_, shard) =>
          Array.fromAsync(rowsOf(scope, campaignId, shard, startDay, endDay)),
        ),
      );
      return all.flat().map(rowOf);
    },
    compact: async (scope, campaignId, shards, beforeDay) => {
      let moved = 0;
      for (let shard = 1; shard < shards; shard++) {
        for await (const item of rowsOf(scope, campaignId, shard, null, null)) {
          const { day, stepId, variant } = readStats(String(item['sk']));
          if (day >= beforeDay) break;
          const home = keys.stats(scope.tenantId, campaignId, 0, day, stepId, variant);
          const numbers = { ...fromItem(CounterItem, pick(item)), ...millsFields(millsIn(item)) };
          const refused = await table.transact([takeAway(item), writes.add(home, numbers)]);
          if (refused.length === 0) moved += 1;
        }
      }
      return moved;
    },
    getBooks: async (scope, campaignId) => maybe(Books, await table.get(keys.books(scope.tenantId, campaignId))),
    saveBooks: (scope, campaignId, books) => table.put(toItem('books', keys.books(scope.tenantId, campaignId), books)),
    getReport: async (scope, campaignId) =>
      maybe(StoredReport, await table.get(keys.report(scope.tenantId, campaignId))),
    saveReport: (scope, campaignId, report) =>
      table.put(toItem('report', keys.report(scope.tenantId, campaignId), report)),
    getTally: async (scope, campaignId, recountId) =>
      maybe(Tally, await table.get(keys.tally(scope.tenantId, campaignId, recountId))),
    saveTally: (scope, campaignId, recountId, tally) =>
      table.put(toItem('tally', keys.tally(scope.tenantId, campaignId, recountId), tally)),
  };
}
