import type { EffectStore } from '../../usecases/ports/effect-store.ts';
import { readEffect } from './effect-codec.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';

/** Effects lie beside the messages of their contact. */
export const effectStore = (table: Table): EffectStore => ({
  get: async ({ tenantId }, contactId, id) => {
    const item = await table.get(keys.effect(tenantId, contactId, id));
    return item && readEffect(item);
  },
  settle: async ({ tenantId, contactId, id, status, detail, settledAt }) => {
    await table.update({
      Key: { ...keys.effect(tenantId, contactId, id) },
      UpdateExpression: 'SET #status = :status, detail = :detail, settledAt = :at ADD rev :one',
      ConditionExpression: '#status = :pending',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':status': status,
        ':detail': detail,
        ':at': settledAt,
        ':pending': 'pending',
        ':one': 1,
      },
    });
  },
});
