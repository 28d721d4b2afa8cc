import { Sender } from '../../contracts/resources.ts';
import type { VerifiedSender } from '../../usecases/ports/resource-stores.ts';
import { fromItem } from './codec.ts';
import { indexKeys } from './keys.ts';
import { indexPartition } from './pages.ts';
import type { Table } from './table.ts';

/** Apart from the store of senders, which signs cursors: its user has no right to the secret. */
export const verifiedSender =
  (table: Table): VerifiedSender =>
  async ({ tenantId }) => {
    for await (const item of table.queryAll(indexPartition(indexKeys.senders(tenantId, '').gsi1pk))) {
      const sender = fromItem(Sender, item);
      if (sender.status === 'verified') return sender;
    }
    return undefined;
  };
