import * as z from 'zod';
import { sumOfSends } from '../../domain/delivery/sends.ts';
import type { SendingCount } from '../../usecases/ports/journey-store.ts';
import type { SendingDay, SendingDays } from '../../usecases/ports/sending-days.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem } from './codec.ts';
import { secondsAfter } from './expiry.ts';
import { keys, sendingShards } from './keys.ts';
import type { Table, Write } from './table.ts';

/** Longer than guardrails look back. */
const keptDays = 30;

/** Only what was counted is there. */
const Row = z.object({
  sk: z.string(),
  sent: z.number().default(0),
  bounced: z.number().default(0),
  soft: z.number().default(0),
  complained: z.number().default(0),
});

/** Adds to a day of a From address, in any shard: readers add them up. */
export function sendingDayWrite(
  TableName: string,
  { tenantId }: TenantScope,
  { email, day, sent, bounced, soft, complained }: SendingCount,
): Write {
  const shard = Math.floor(Math.random() * sendingShards);
  return {
    Update: {
      TableName,
      Key: { ...keys.sendingDay(tenantId, email, shard, day) },
      UpdateExpression: 'ADD sent :sent, bounced :bounced, soft :soft, complained :complained SET #ttl = :ttl',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ':sent': sent,
        ':bounced': bounced,
        ':soft': soft,
        ':complained': complained,
        ':ttl': secondsAfter(day, keptDays),
      },
    },
  };
}

function summed(rows: readonly SendingDay[]): readonly SendingDay[] {
  const days = new Map<string, SendingDay>();
  for (const row of rows) {
    const known = days.get(row.day);
    days.set(row.day, known ? { day: row.day, ...sumOfSends([known, row]) } : row);
  }
  return [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1));
}

/** What became of the mails of each From address, by day; written with the rows of the mails themselves. */
export const sendingDays = (table: Table): SendingDays => ({
  read: async ({ tenantId }, email, fromDay) => {
    const shards = await Promise.all(
      Array.from({ length: sendingShards }, (_, shard) =>
        Array.fromAsync(
          table.queryAll({
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND sk >= :from',
            ExpressionAttributeValues: { ':pk': keys.sendingDay(tenantId, email, shard, '').pk, ':from': fromDay },
          }),
        ),
      ),
    );
    return summed(
      shards.flat().map((item) => {
        const { sk: day, ...sends } = fromItem(Row, item);
        return { day, ...sends };
      }),
    );
  },
});
