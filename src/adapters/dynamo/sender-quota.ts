import type { SenderQuota } from '../../usecases/ports/sender-quota.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { secondsAfter } from './expiry.ts';
import { keys } from './keys.ts';
import type { Item, Table } from './table.ts';

const keptDays = 3;
const attempts = 4;

const usedIn = (item: Item | undefined): number => Number(item?.['used'] ?? 0);

/** One row per From address and day; a write for all mails that ask together. */
export function senderQuota(table: Table): SenderQuota {
  const add = ({ tenantId }: TenantScope, email: string, day: string, by: number, atMost: number) =>
    table.update({
      Key: { ...keys.senderQuota(tenantId, email, day) },
      UpdateExpression: 'ADD used :by SET #ttl = :ttl',
      ConditionExpression: 'attribute_not_exists(used) OR used <= :most',
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: { ':by': by, ':most': atMost, ':ttl': secondsAfter(day, keptDays) },
    });
  return {
    take: async (scope, email, day, wanted, cap) => {
      let asked = Math.min(wanted, cap);
      for (let attempt = 0; attempt < attempts && asked > 0; attempt++) {
        const { applied, item } = await add(scope, email, day, asked, cap - asked);
        if (applied) return asked;
        asked = Math.min(wanted, cap - usedIn(item));
      }
      return 0;
    },
    giveBack: async (scope, email, day) => {
      await add(scope, email, day, -1, Number.MAX_SAFE_INTEGER);
    },
    used: async ({ tenantId }, email, day) => usedIn(await table.get(keys.senderQuota(tenantId, email, day))),
  };
}
