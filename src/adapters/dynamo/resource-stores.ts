import * as z from 'zod';
import { newSettings, Sender, Settings } from '../../contracts/resources.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { SenderStore, SettingsStore } from '../../usecases/ports/resource-stores.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { domainClaims } from './domain-claims.ts';
import { indexKeys, keys } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Table } from './table.ts';
import { writesTo } from './writes.ts';

const Owner = z.object({ tenantId: z.string(), senderId: z.string() });

/** From addresses. An address belongs to one tenant of the installation: nobody sends as somebody else. */
export function senderStore(table: Table, tokens: Tokens): SenderStore {
  const writes = writesTo(table.name);
  const itemOf = (tenantId: string, sender: Sender) =>
    toItem('sender', keys.sender(tenantId, sender.id), sender, indexKeys.senders(tenantId, sender.id));
  return {
    create: async (scope, sender) => {
      const { tenantId } = scope;
      const fields = { tenantId, senderId: sender.id };
      const owner = toItem(
        'sender_email',
        keys.senderEmail(sender.email),
        fields,
        indexKeys.allSenders(tenantId, sender.id),
      );
      return (await table.transact([writes.putNew(owner), writes.put(itemOf(scope.tenantId, sender))])).length === 0;
    },
    ...domainClaims(table),
    get: async (scope, id) => maybe(Sender, await table.get(keys.sender(scope.tenantId, id))),
    findByEmail: async (scope, email) => {
      const owner = maybe(Owner, await table.get(keys.senderEmail(email)));
      return owner?.tenantId === scope.tenantId
        ? maybe(Sender, await table.get(keys.sender(scope.tenantId, owner.senderId)))
        : undefined;
    },
    ownerOf: async (email) => maybe(Owner, await table.get(keys.senderEmail(email)))?.tenantId,
    change: async (scope, id, fields) => {
      const names = Object.keys(fields);
      const { applied, item } = await table.update({
        Key: { ...keys.sender(scope.tenantId, id) },
        UpdateExpression: `SET ${names.map((_, i) => `#n${i} = :v${i}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(names.map((name, i) => [`#n${i}`, name])),
        ExpressionAttributeValues: Object.fromEntries(Object.values(fields).map((value, i) => [`:v${i}`, value])),
      });
      return applied ? maybe(Sender, item) : undefined;
    },
    remove: async (scope, sender) => {
      await table.transact([
        writes.delete(keys.sender(scope.tenantId, sender.id)),
        writes.delete(keys.senderEmail(sender.email)),
      ]);
    },
    list: async (scope, request) => {
      const page = await pageOver(
        table,
        tokens,
        `senders:${scope.tenantId}`,
        [indexPartition(indexKeys.senders(scope.tenantId, '').gsi1pk)],
        request,
      );
      return { ...page, items: page.items.map((item) => fromItem(Sender, item)) };
    },
    listAll: async function* () {
      const { gsi1pk } = indexKeys.allSenders('', '');
      for await (const item of table.queryAll(indexPartition(gsi1pk))) yield fromItem(Owner, item);
    },
  };
}

const noSettings = newSettings({ organization: '', postalAddress: '', timezone: 'UTC' }, 0);

export function settingsStore(table: Table): SettingsStore {
  const writes = writesTo(table.name);
  return {
    get: async (scope) => maybe(Settings, await table.get(keys.settings(scope.tenantId))) ?? noSettings,
    save: async (scope, settings, seenRev) => {
      const index = settings.leadScoring.decay ? indexKeys.decaying(scope.tenantId) : undefined;
      const item = toItem('settings', keys.settings(scope.tenantId), settings, index);
      const write = seenRev === 0 ? writes.putNew(item) : writes.putSeen(item, seenRev);
      return (await table.transact([write])).length === 0;
    },
    listDecaying: async function* () {
      for await (const item of table.queryAll(indexPartition(indexKeys.decaying('').gsi1pk)))
        yield String(item['gsi1sk']);
    },
  };
}
