import * as z from 'zod';
import type { Plan, PlanStore } from '../../usecases/ports/plan-store.ts';
import { fromItem, toItem } from './codec.ts';
import { keys } from './keys.ts';
import type { Item, Table } from './table.ts';
import { writesTo } from './writes.ts';

const PlanRow = z.object({
  campaignId: z.string(),
  launchId: z.string(),
  segmentId: z.string(),
  cursor: z.string().nullable(),
  done: z.boolean(),
  chunks: z.number(),
  chunksDone: z.number(),
  members: z.number(),
  planned: z.number(),
  excluded: z.record(z.string(), z.number()),
  zones: z.record(z.string(), z.string()).default({}),
  updatedAt: z.string(),
});

/** Who was left out when a chunk was enrolled is added here, beside what the planning itself wrote. */
const latePrefix = 'late:';

/** The same of who joined after the launch. */
const joinedPrefix = 'joined:';

const countsIn = (item: Item, prefix: string): Record<string, number> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, n]) =>
      name.startsWith(prefix) && typeof n === 'number' ? [[name.slice(prefix.length), n]] : [],
    ),
  );

const readPlan = (item: Item | undefined): Plan | undefined =>
  item && {
    ...fromItem(PlanRow, item),
    excludedAtEntry: countsIn(item, latePrefix),
    excludedLater: countsIn(item, joinedPrefix),
  };

/** Progress of audience plans, and the marks of their enrolled chunks. */
export function planStore(table: Table): PlanStore {
  const writes = writesTo(table.name);
  return {
    create: (scope, plan) => table.put(toItem('plan', keys.plan(scope.tenantId, plan.campaignId, plan.launchId), plan)),
    get: async (scope, campaignId, launchId) =>
      readPlan(await table.get(keys.plan(scope.tenantId, campaignId, launchId))),
    advance: async (scope, plan, seen) => {
      const { applied } = await table.update({
        Key: { ...keys.plan(scope.tenantId, plan.campaignId, plan.launchId) },
        UpdateExpression:
          'SET #cursor = :cursor, done = :done, chunks = :chunks, members = :members, planned = :planned, excluded = :excluded, zones = :zones, updatedAt = :now',
        ConditionExpression: 'chunks = :seenChunks AND #cursor = :seenCursor AND done = :no',
        ExpressionAttributeNames: { '#cursor': 'cursor' },
        ExpressionAttributeValues: {
          ':cursor': plan.cursor,
          ':done': plan.done,
          ':chunks': plan.chunks,
          ':members': plan.members,
          ':planned': plan.planned,
          ':excluded': plan.excluded,
          ':zones': plan.zones,
          ':now': plan.updatedAt,
          ':seenChunks': seen.chunks,
          ':seenCursor': seen.cursor,
          ':no': false,
        },
      });
      return applied;
    },
    finishedChunks: async (scope, campaignId, launchId) => {
      const { pk, sk } = keys.chunkMark(scope.tenantId, campaignId, launchId, 0);
      const prefix = sk.slice(0, -1);
      const marks = {
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      };
      const found = await Array.fromAsync(table.queryAll(marks));
      return new Set(found.map((mark) => Number(String(mark['sk']).slice(prefix.length))));
    },
    keepForZone: (scope, campaignId, launchId, zone, chunk) =>
      table.put(toItem('zone_chunk', keys.zoneChunk(scope.tenantId, campaignId, launchId, zone, chunk), { chunk })),
    chunksOfZone: async (scope, campaignId, launchId, zone) => {
      const { pk, sk } = keys.zoneChunk(scope.tenantId, campaignId, launchId, zone, 0);
      const rows = {
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':pk': pk, ':prefix': sk.slice(0, -1) },
      };
      return (await Array.fromAsync(table.queryAll(rows))).map((row) => Number(row['chunk']));
    },
    countLeftOut: async (scope, campaignId, launchId, contactId, reason, now) => {
      const mark = toItem('left_out', keys.leftOut(scope.tenantId, campaignId, launchId, contactId), {
        reason,
        at: now,
      });
      await table.transact([
        writes.putNew(mark),
        writes.add(keys.plan(scope.tenantId, campaignId, launchId), { [`${joinedPrefix}${reason}`]: 1 }),
      ]);
    },
    finishChunk: async (scope, campaignId, launchId, chunk, excluded, now) => {
      const mark = toItem('chunk', keys.chunkMark(scope.tenantId, campaignId, launchId, chunk), { at: now });
      await table.transact([
        writes.putNew(mark),
        writes.add(keys.plan(scope.tenantId, campaignId, launchId), {
          chunksDone: 1,
          ...Object.fromEntries(Object.entries(excluded).map(([reason, n]) => [`${latePrefix}${reason}`, n])),
        }),
      ]);
    },
  };
}
