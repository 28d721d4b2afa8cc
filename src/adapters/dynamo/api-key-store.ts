import { ApiKey } from '../../contracts/access.ts';
import type { ApiKeyStore } from '../../usecases/ports/people-stores.ts';
import { maybe, toItem } from './codec.ts';
import { indexKeys, keys } from './keys.ts';
import type { Table } from './table.ts';

/** API keys: looked up before the tenant is known (pattern 15). */
export const apiKeyStore = (table: Table): ApiKeyStore => ({
  get: async (keyId) => maybe(ApiKey, await table.get(keys.apiKey(keyId))),
  create: (key) => table.put(toItem('api_key', keys.apiKey(key.id), key, indexKeys.apiKeys(key.tenantId, key.id))),
  remove: ({ tenantId }, keyId) => table.deleteWhere(keys.apiKey(keyId), 'tenantId = :tenant', { ':tenant': tenantId }),
  noteUse: async (keyId, at) => {
    await table.update({
      Key: { ...keys.apiKey(keyId) },
      UpdateExpression: 'SET lastUsedAt = :at',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':at': at },
    });
  },
});
