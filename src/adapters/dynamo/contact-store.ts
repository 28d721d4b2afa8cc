import * as z from 'zod';
import type { Contact } from '../../contracts/contact.ts';
import { shardOf } from '../../domain/ids.ts';
import type { ContactChange, ContactStore } from '../../usecases/ports/contact-store.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { contactItem, readContact } from './contact-codec.ts';
import type { EmailHash } from './email-hash.ts';
import { contactShards, indexKeys, type Key, keys, segmentShards } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

const readIfAny = (item: Item | undefined): Contact | undefined => (item ? readContact(item) : undefined);
const Pointer = z.object({ contactId: z.string() });
/** Two rows each; a transaction takes 100. */
const contactsPerTransaction = 50;
const savesPerTransaction = 100;

interface Parts {
  readonly table: Table;
  readonly emailKey: (scope: TenantScope, email: string) => Promise<Key>;
  readonly pointTo: (scope: TenantScope, contact: Contact) => Promise<Write>;
}

function partsOf(table: Table, hash: EmailHash): Parts {
  const writes = writesTo(table.name);
  const emailKey: Parts['emailKey'] = async (scope, email) =>
    keys.email(scope.tenantId, await hash(scope.tenantId, email));
  const pointTo: Parts['pointTo'] = async (scope, contact) =>
    writes.putNew(toItem('email', await emailKey(scope, contact.email), { contactId: contact.id }));
  return { table, emailKey, pointTo };
}

function contactCreation({ table, pointTo }: Parts): Pick<ContactStore, 'create' | 'createMany'> {
  const writes = writesTo(table.name);
  /** Creates those of a transaction's worth of contacts whose addresses are free. */
  const createSome = async (scope: TenantScope, contacts: readonly Contact[]): Promise<readonly string[]> => {
    if (contacts.length === 0) return [];
    const rows = await Promise.all(
      contacts.map(async (contact) => [writes.putNew(contactItem(scope, contact)), await pointTo(scope, contact)]),
    );
    const refused = await table.transact(rows.flat());
    if (refused.length === 0) return contacts.map(({ id }) => id);
    const taken = new Set(refused.map((write) => Math.floor(write / 2)));
    return createSome(
      scope,
      contacts.filter((_, i) => !taken.has(i)),
    );
  };
  return {
    create: async (scope, contact) => (await createSome(scope, [contact])).length === 1,
    createMany: async (scope, contacts) => {
      const created: string[] = [];
      for (let i = 0; i < contacts.length; i += contactsPerTransaction)
        created.push(...(await createSome(scope, contacts.slice(i, i + contactsPerTransaction))));
      return new Set(created);
    },
  };
}

type Reads = Pick<ContactStore, 'get' | 'getMany' | 'findByEmail' | 'findManyByEmail'>;

function contactReads({ table, emailKey }: Parts): Reads {
  const getMany: ContactStore['getMany'] = async (scope, ids) => {
    const items = await table.batchGet([...new Set(ids)].map((id) => keys.contact(scope.tenantId, id)));
    return items.map(readContact);
  };
  return {
    get: async (scope, id) => readIfAny(await table.get(keys.contact(scope.tenantId, id))),
    getMany,
    findByEmail: async (scope, email) => {
      const pointer = maybe(Pointer, await table.get(await emailKey(scope, email)));
      return pointer && readIfAny(await table.get(keys.contact(scope.tenantId, pointer.contactId)));
    },
    findManyByEmail: async (scope, emails) => {
      const pointers = await table.batchGet(await Promise.all(emails.map((email) => emailKey(scope, email))));
      return getMany(
        scope,
        pointers.map((pointer) => fromItem(Pointer, pointer).contactId),
      );
    },
  };
}

/** What the contact wrote to us goes with it. */
async function forgetReplies(table: Table, pk: string): Promise<void> {
  const rows = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk }, ConsistentRead: true };
  for await (const { sk } of table.queryAll(rows)) await table.delete({ pk, sk: String(sk) });
}

/** Saves contacts that keep their address, as many in one transaction as it takes. */
function manySaves(table: Table): ContactStore['saveMany'] {
  const writes = writesTo(table.name);
  const saveSome = async (scope: TenantScope, changes: readonly ContactChange[]): Promise<readonly string[]> => {
    if (changes.length === 0) return [];
    const refused = await table.transact(
      changes.map(({ contact, seen }) => writes.putSeen(contactItem(scope, contact), seen.rev)),
    );
    if (refused.length === 0) return changes.map(({ contact }) => contact.id);
    return saveSome(
      scope,
      changes.filter((_, i) => !refused.includes(i)),
    );
  };
  return async (scope, changes) => {
    const saved: string[] = [];
    for (let i = 0; i < changes.length; i += savesPerTransaction)
      saved.push(...(await saveSome(scope, changes.slice(i, i + savesPerTransaction))));
    return new Set(saved);
  };
}

function contactChanges({ table, emailKey, pointTo }: Parts): Pick<ContactStore, 'save' | 'saveMany' | 'remove'> {
  const writes = writesTo(table.name);
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
    saveMany: manySaves(table),
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
      const key = keys.contact(scope.tenantId, contact.id);
      // Whatever it joins meanwhile changes its revision: then the memberships are read again.
      for (let seen: Contact | undefined = contact; seen; seen = readIfAny(await table.get(key))) {
        await leaveSegments(scope, seen);
        const refused = await table.transact([
          writes.deleteSeen(key, seen.rev),
          writes.delete(await emailKey(scope, seen.email)),
        ]);
        if (refused.length === 0) break;
      }
      await forgetReplies(table, keys.reply(scope.tenantId, contact.id, '', '').pk);
    },
  };
}

/** Contacts and their unique addresses (patterns 3, 4, 5). */
export function contactStore(table: Table, tokens: Tokens, hash: EmailHash): ContactStore {
  const parts = partsOf(table, hash);
  return {
    ...contactCreation(parts),
    ...contactReads(parts),
    ...contactChanges(parts),
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
