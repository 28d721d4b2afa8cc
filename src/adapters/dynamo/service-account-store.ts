import { ServiceAccount } from '../../contracts/access.ts';
import type { ServiceAccountStore } from '../../usecases/ports/people-stores.ts';
import { maybe, toItem } from './codec.ts';
import { keys } from './keys.ts';
import { rowsOf } from './small-lists.ts';
import type { Table } from './table.ts';

export const serviceAccountStore = (table: Table): ServiceAccountStore => ({
  get: async ({ tenantId }, id) => maybe(ServiceAccount, await table.get(keys.serviceAccount(tenantId, id))),
  list: ({ tenantId }) => rowsOf(table, keys.serviceAccount(tenantId, '').pk, ServiceAccount),
  create: ({ tenantId }, account) =>
    table.put(toItem('service_account', keys.serviceAccount(tenantId, account.id), account)),
  remove: ({ tenantId }, id) => table.deleteWhere(keys.serviceAccount(tenantId, id), 'attribute_exists(pk)'),
});
