import * as z from 'zod';
import type { Contact } from '../../contracts/contact.ts';
import { shardOf } from '../../domain/ids.ts';
import type { ContactStore, SuppressionStore } from '../../usecases/ports/contact-store.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { maybe, toItem } from './codec.ts';
import { contactItem, readContact } from './contact-codec.ts';
import type { EmailHash } from './email-hash.ts';
import { contactShards, indexKeys, keys, segmentShards } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

const readIfAny = (item: Item | undefined): Contact | undefined => (item ? readContact(item) : undefined);
const Pointer = z.object({ contactId: z.string() });

/** Contacts and their unique addresses (patterns 3, 4, 5). */
export function contactStore(table: Table, tokens: Tokens, hash: EmailHash): ContactStore {
  const writes = writesTo(table.name);
  const emailKey = async (scope: TenantScope, email: string) =>
    keys.email(scope.tenantId, await hash(scope.tenantId, email));
  const pointTo = async (scope: TenantScope, contact: Contact): Promise<Write> =>
    writes.putNew(toItem('email', await emailKey(scope, contact.email), { contactId: contact.id }));

  const leaveSegments = async (scope: TenantScope, contact: Contact): Promise<void> => {
    for (const segment of contact.segments) {
      const key = keys.member(scope.tenantId, segment, shardOf(contact.id, segmentShards), contact.id);
      await table.transact([
        writes.deleteExisting(key),
        writes.add(keys.segment(scope.tenantId, segment), { memberCount: -1 }, 'attribute_exists(pk)'),
      ]);
    }
  };

  return {
    create: async (scope, contact) => {
      const refused = await table.transact([writes.putNew(contactItem(scope, contact)), await pointTo(scope, contact)]);
      return refused.length === 0;
    },
    get: async (scope, id) => readIfAny(await table.get(keys.contact(scope.tenantId, id))),
    getMany: async (scope, ids) => {
      const items = await table.batchGet([...new Set(ids)].map((id) => keys.contact(scope.tenantId, id)));
      return items.map(readContact);
    },
    findByEmail: async (scope, email) => {
      const pointer = maybe(Pointer, await table.get(await emailKey(scope, email)));
      return pointer && readIfAny(await table.get(keys.contact(scope.tenantId, pointer.contactId)));
    },
    save: async (scope, contact, seen) => {
      const row = writes.putSeen(contactItem(scope, contact), seen.rev);
      const moved =
        contact.email === seen.email
          ? []
          : [await pointTo(scope, contact), writes.delete(await emailKey(scope, seen.email))];
      const refused = await table.transact([row, ...moved]);
      if (refused.length === 0) return 'saved';
      return refused.includes(0) ? 'changed_meanwhile' : 'email_taken';
    },
    remove: async (scope, contact) => {
      await leaveSegments(scope, contact);
      await table.transact([
        writes.delete(keys.contact(scope.tenantId, contact.id)),
        writes.delete(await emailKey(scope, contact.email)),
      ]);
    },
    list: async (scope, request) => {
      const shards = Array.from({ length: contactShards }, (_, shard) => ({
        ...indexPartition(indexKeys.contacts(scope.tenantId, shard, '').gsi1pk),
        ScanIndexForward: false,
      }));
      const page = await pageOver(table, tokens, `contacts:${scope.tenantId}`, shards, request);
      return { ...page, items: page.items.map(readContact) };
    },
  };
}

/** Addresses nothing may be sent to (pattern 11): keyed by hash, so that they survive the contact. */
export function suppressionStore(table: Table, hash: EmailHash): SuppressionStore {
  const keyOf = async (scope: TenantScope, email: string) =>
    keys.suppression(scope.tenantId, await hash(scope.tenantId, email));
  return {
    suppressedAmong: async (scope, emails) => {
      const byKey = new Map<string, string>();
      for (const email of emails) byKey.set((await keyOf(scope, email)).pk, email);
      const found = await table.batchGet([...byKey.keys()].map((pk) => ({ pk, sk: 'TENANT' })));
      return new Set(found.flatMap((item) => byKey.get(String(item['pk'])) ?? []));
    },
  };
}
