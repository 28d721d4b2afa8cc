import type { SegmentUses } from '../../usecases/ports/refresh-store.ts';
import { toItem } from './codec.ts';
import { keys, usePrefix } from './keys.ts';
import type { Table } from './table.ts';

/** Which campaigns were launched with a segment, beside the segment itself. */
export const segmentUses = (table: Table): SegmentUses => ({
  add: (scope, segmentId, campaignId) =>
    table.put(toItem('segment_use', keys.segmentUse(scope.tenantId, segmentId, campaignId), {})),
  remove: (scope, segmentId, campaignId) => table.delete(keys.segmentUse(scope.tenantId, segmentId, campaignId)),
  campaignsOf: async (scope, segmentId) => {
    const { pk } = keys.segmentUse(scope.tenantId, segmentId, '');
    const rows = {
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': pk, ':prefix': usePrefix },
    };
    const found = await Array.fromAsync(table.queryAll(rows));
    return found.map((row) => String(row['sk']).slice(usePrefix.length));
  },
});
