import * as z from 'zod';
import type { LeaseRequest, SendRateRow, SendRateStore } from '../../usecases/ports/send-rate.ts';
import { maybe } from './codec.ts';
import { keys } from './keys.ts';
import type { Item, Table } from './table.ts';

const Row = z.object({
  maxSendRate: z.number(),
  room: z.number(),
  readAt: z.number(),
  nextAt: z.number(),
  holdUntil: z.number(),
});

const mayLease = 'holdUntil <= :now AND room >= :mails';

/** The turns of SES, one row a region (pattern 17). */
export function sendRateStore(table: Table, region: string): SendRateStore {
  const key = { ...keys.sendRate(region) };
  /** Says which write will do, before it is tried. */
  let seenNextAt = 0;
  const read = (item: Item | undefined): SendRateRow | undefined => maybe(Row, item);

  const take = (set: string, condition: string, values: Item) =>
    table.update({
      Key: key,
      UpdateExpression: `SET nextAt = ${set}, room = room - :mails`,
      ConditionExpression: `${condition} AND ${mayLease}`,
      ExpressionAttributeValues: values,
    });
  /** Behind the turns that are given already. */
  const queueUp = ({ mails, now, spanMs, latest }: LeaseRequest) =>
    take('nextAt + :span', 'nextAt BETWEEN :now AND :latest', {
      ':span': spanMs,
      ':now': now,
      ':latest': latest,
      ':mails': mails,
    });
  /** Now: nobody has a turn. */
  const begin = ({ mails, now, spanMs }: LeaseRequest) =>
    take(':end', 'nextAt < :now', { ':end': now + spanMs, ':now': now, ':mails': mails });

  return {
    get: async () => read(await table.get(keys.sendRate(region))),
    lease: async (request) => {
      const ways = seenNextAt < request.now ? [begin, queueUp] : [queueUp, begin];
      let row: SendRateRow | undefined;
      for (const way of ways) {
        const { applied, item } = await way(request);
        row = read(item);
        seenNextAt = row?.nextAt ?? 0;
        if (applied && row) return { granted: true, startAt: row.nextAt - request.spanMs };
        if (!row || row.holdUntil > request.now || row.room < request.mails) break;
      }
      return { granted: false, row };
    },
    takeRefresh: async (now, readBefore) => {
      const { applied } = await table.update({
        Key: key,
        UpdateExpression: 'SET readAt = :now',
        ConditionExpression: 'readAt <= :before',
        ExpressionAttributeValues: { ':now': now, ':before': readBefore },
      });
      return applied;
    },
    saveAccount: async ({ maxSendRate, room, readAt }) => {
      await table.update({
        Key: key,
        UpdateExpression:
          'SET maxSendRate = :rate, room = :room, readAt = :readAt, nextAt = if_not_exists(nextAt, :zero), holdUntil = if_not_exists(holdUntil, :zero)',
        ExpressionAttributeValues: { ':rate': maxSendRate, ':room': room, ':readAt': readAt, ':zero': 0 },
      });
    },
    hold: async (until) => {
      const { applied } = await table.update({
        Key: key,
        UpdateExpression: 'SET holdUntil = :until',
        ConditionExpression: 'holdUntil < :until',
        ExpressionAttributeValues: { ':until': until },
      });
      return applied;
    },
  };
}
