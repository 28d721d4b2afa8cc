import type { TriggerStore } from '../../usecases/ports/trigger-store.ts';
import { toItem } from './codec.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

/** Which campaigns an event may let contacts into (pattern 14). The campaign itself says whether it still does. */
export const triggerStore = (table: Table): TriggerStore => ({
  add: (scope, event, campaignId) => table.put(toItem('trigger', keys.trigger(scope.tenantId, event, campaignId), {})),
  remove: (scope, event, campaignId) => table.delete(keys.trigger(scope.tenantId, event, campaignId)),
  campaignsOf: async (scope, event) => {
    const { pk } = keys.trigger(scope.tenantId, event, '');
    const rows = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, ConsistentRead: true };
    return (await Array.fromAsync(table.queryAll(rows))).map((row) => String(row['sk']));
  },
});
