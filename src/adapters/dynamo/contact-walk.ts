import { shardOf } from '../../domain/ids.ts';
import type { ContactWalk, Stretch } from '../../usecases/ports/contact-walk.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { readContact } from './contact-codec.ts';
import { contactShards, indexKeys, keys } from './keys.ts';
import { indexPartition } from './pages.ts';
import type { Item, Table } from './table.ts';

/** About a megabyte, which is the most that one query reads. */
const stretchSize = 1_000;

const positionOf = (scope: TenantScope, id: string): Item => ({
  ...keys.contact(scope.tenantId, id),
  ...indexKeys.contacts(scope.tenantId, shardOf(id, contactShards), id),
});

const idIn = (last: Item | undefined): string | null => (last ? String(last['gsi1sk']) : null);

/** Contacts page by page, in parallel over their shards (pattern 5). */
export function contactWalk(table: Table): ContactWalk {
  const query = (scope: TenantScope, shard: number, after: string | null, limit: number) => ({
    ...indexPartition(indexKeys.contacts(scope.tenantId, shard, '').gsi1pk),
    Limit: limit,
    ...(after ? { ExclusiveStartKey: positionOf(scope, after) } : {}),
  });
  return {
    shards: contactShards,
    page: async (scope, shard, after, limit) => {
      const page = await table.query(query(scope, shard, after, limit));
      return { items: page.items.map(readContact), next: idIn(page.last) };
    },
    stretches: async function* (scope, shard): AsyncGenerator<Stretch> {
      let after: string | null = null;
      do {
        const page = await table.count(query(scope, shard, after, stretchSize));
        if (page.count > 0) yield { shard, after, size: page.count };
        after = idIn(page.last);
      } while (after);
    },
  };
}
