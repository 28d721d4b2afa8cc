import * as z from 'zod';
import { type Suppression, SuppressionFacts, suppressionReasons } from '../../contracts/suppression.ts';
import type { SuppressionChange, SuppressionList, SuppressionStore } from '../../usecases/ports/contact-store.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem } from './codec.ts';
import { readContact } from './contact-codec.ts';
import type { EmailHash } from './email-hash.ts';
import { indexKeys, type Key, keys, readSuppressionKey } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Item, Table, Write } from './table.ts';

const Pointer = z.object({ pk: z.string(), contactId: z.string() });
const RowKey = z.object({ pk: z.string(), sk: z.string() });

/** Of a row: `facts` is kept as one attribute a reason, so that two reasons can be given at the same time. */
const readSuppression = (item: Item): Suppression => {
  const { hash, category } = readSuppressionKey(fromItem(RowKey, item));
  return { id: hash, category, facts: fromItem(SuppressionFacts, item) };
};

/** Adds a reason; one that the row has keeps its time. */
export async function suppressionWrite(
  TableName: string,
  hash: EmailHash,
  { tenantId }: TenantScope,
  { email, category, reason, at }: SuppressionChange,
): Promise<Write> {
  const hashed = await hash(tenantId, email);
  const { gsi1pk, gsi1sk } = indexKeys.suppressions(tenantId, at, hashed);
  const set = (name: string): string => `#${name} = if_not_exists(#${name}, :${name})`;
  return {
    Update: {
      TableName,
      Key: { ...keys.suppression(tenantId, hashed, category) },
      UpdateExpression: `SET #entity = :entity, gsi1pk = :pk, ${set('gsi1sk')}, ${set('reason')}`,
      ExpressionAttributeNames: { '#entity': 'entity', '#gsi1sk': 'gsi1sk', '#reason': reason },
      ExpressionAttributeValues: { ':entity': 'suppression', ':pk': gsi1pk, ':gsi1sk': gsi1sk, ':reason': at },
    },
  };
}

/** Addresses nothing may be sent to (pattern 11): keyed by hash, so that they survive the contact. */
export function suppressionStore(table: Table, hash: EmailHash): SuppressionStore {
  return {
    suppressedAmong: async ({ tenantId }, emails, category) => {
      const byPartition = new Map<string, string>();
      const wanted: Key[] = [];
      for (const email of new Set(emails)) {
        const hashed = await hash(tenantId, email);
        const all = keys.suppression(tenantId, hashed, null);
        byPartition.set(all.pk, email);
        wanted.push(all, ...(category === null ? [] : [keys.suppression(tenantId, hashed, category)]));
      }
      const found = await table.batchGet(wanted);
      return new Set(found.flatMap((item) => byPartition.get(String(item['pk'])) ?? []));
    },
  };
}

/** Contacts by the hashes of their addresses: both lists are keyed alike. */
async function contactsByHash(table: Table, { tenantId }: TenantScope, hashes: readonly string[]) {
  const byPointer = new Map([...new Set(hashes)].map((one) => [keys.email(tenantId, one).pk, one]));
  const pointers = await table.batchGet([...byPointer.values()].map((one) => keys.email(tenantId, one)));
  const hashOf = new Map(
    pointers.map((item) => fromItem(Pointer, item)).map(({ pk, contactId }) => [contactId, byPointer.get(pk)]),
  );
  const contacts = await table.batchGet([...hashOf.keys()].map((id) => keys.contact(tenantId, id)));
  return new Map(contacts.map(readContact).map((contact) => [hashOf.get(contact.id), contact]));
}

/** The suppression list as people keep it. */
export function suppressionList(table: Table, tokens: Tokens, hash: EmailHash): SuppressionList {
  return {
    entriesOf: async ({ tenantId }, email) => {
      const { pk } = keys.suppression(tenantId, await hash(tenantId, email), null);
      const rows = {
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      };
      return (await Array.fromAsync(table.queryAll(rows))).map(readSuppression);
    },
    add: async (scope, change) => {
      await table.transact([await suppressionWrite(table.name, hash, scope, change)]);
    },
    lift: async ({ tenantId }, email, category, reasons) => {
      const key = keys.suppression(tenantId, await hash(tenantId, email), category);
      const others = suppressionReasons.filter((one) => !reasons.includes(one));
      const removal: Write = {
        Delete: {
          TableName: table.name,
          Key: { ...key },
          ConditionExpression: others.map((_, i) => `attribute_not_exists(#r${i})`).join(' AND '),
          ExpressionAttributeNames: Object.fromEntries(others.map((one, i) => [`#r${i}`, one])),
        },
      };
      if ((await table.transact([removal])).length === 0) return;
      await table.update({
        Key: { ...key },
        UpdateExpression: `REMOVE ${reasons.map((_, i) => `#r${i}`).join(', ')}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(reasons.map((one, i) => [`#r${i}`, one])),
      });
    },
    list: async (scope, request) => {
      const { gsi1pk } = indexKeys.suppressions(scope.tenantId, '', '');
      const newestFirst = { ...indexPartition(gsi1pk), ScanIndexForward: false };
      const page = await pageOver(table, tokens, `suppressions:${scope.tenantId}`, [newestFirst], request);
      const entries = page.items.map(readSuppression);
      const contacts = await contactsByHash(
        table,
        scope,
        entries.map(({ id }) => id),
      );
      return { ...page, items: entries.map((one) => ({ ...one, contact: contacts.get(one.id) ?? null })) };
    },
  };
}
