import { ExperimentRow } from '../../contracts/experiment.ts';
import type { ExperimentStore } from '../../usecases/ports/experiment-store.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { keys } from './keys.ts';
import type { Item, Table } from './table.ts';
import { writesTo } from './writes.ts';

const itemOf = (row: ExperimentRow): Item =>
  toItem('experiment', keys.experiment(row.tenantId, row.campaignId, row.stepId), row);

/** The tests on the mails of a campaign, beside the campaign itself. */
export function experimentStore(table: Table): ExperimentStore {
  const writes = writesTo(table.name);
  return {
    get: async (scope, { campaignId, stepId }) =>
      maybe(ExperimentRow, await table.get(keys.experiment(scope.tenantId, campaignId, stepId))),
    create: async (rows) => {
      for (const row of rows) await table.transact([writes.putNew(itemOf(row))]);
    },
    save: async (row, seenRev) => (await table.transact([writes.putSeen(itemOf(row), seenRev)])).length === 0,
    list: async (scope, campaignId) => {
      const { pk, sk } = keys.experiment(scope.tenantId, campaignId, '');
      const rows = {
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': sk },
      };
      return (await Array.fromAsync(table.queryAll(rows))).map((item) => fromItem(ExperimentRow, item));
    },
  };
}
