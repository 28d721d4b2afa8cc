import type * as z from 'zod';
import { CampaignTemplate } from '../../contracts/campaign-template.ts';
import { type ShelfQuery, ShelfVersion, type Shelved } from '../../contracts/shelf.ts';
import { Template } from '../../contracts/template.ts';
import { searchTextOf } from '../../domain/templates/shelf.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { CampaignTemplateStore, ShelfStore, TemplateStore } from '../../usecases/ports/shelf-store.ts';
import type { TenantScope } from '../../usecases/scope.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { type IndexKey, indexKeys, keys, publicTenant, versionPrefix } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import { pageThenFixed } from './pages-then-fixed.ts';
import type { Item, Table, Write } from './table.ts';
import { writesTo } from './writes.ts';

interface Kind<T extends Shelved> {
  readonly entity: string;
  readonly schema: z.ZodType<T>;
  readonly index: (tenantId: string, id: string) => IndexKey;
}

/** Transactions take 100 writes. */
const deletesPerTransaction = 100;

/** What a list may be narrowed to, and whose private templates stay out of it. */
function filterOf(scope: TenantScope, { category, tag, sharing, q }: ShelfQuery) {
  const parts: readonly (readonly [expression: string, value: string | undefined])[] = [
    ['#category = :category', category],
    ['contains(#tags, :tag)', tag],
    ['#sharing = :sharing', sharing],
    ['contains(#search, :q)', q?.toLowerCase()],
  ];
  const given = parts.filter(([, value]) => value !== undefined);
  const names = ['category', 'tags', 'sharing', 'search'].filter((name) =>
    given.some(([expression]) => expression.includes(`#${name}`)),
  );
  return {
    expression: ['(#sharing <> :private OR #createdBy = :me)', '#owner <> :own', ...given.map(([one]) => one)].join(
      ' AND ',
    ),
    names: Object.fromEntries([...new Set([...names, 'sharing', 'createdBy', 'owner'])].map((n) => [`#${n}`, n])),
    values: {
      ':private': 'private',
      ':me': scope.principal,
      ...Object.fromEntries(given.map(([one, value]) => [/:\w+/.exec(one)?.[0] ?? '', value])),
    },
  };
}

/** The tenant's own rows, and the public rows of others. */
function partitionsOf(index: Kind<Shelved>['index'], scope: TenantScope, filter: ShelfQuery) {
  const { expression, names, values } = filterOf(scope, filter);
  // A row in the public partition names its owner there: the owner has it in the list already.
  return [scope.tenantId, publicTenant].map((tenantId) => {
    const partition = indexPartition(index(tenantId, '').gsi1pk);
    const own = tenantId === publicTenant ? scope.tenantId : '*';
    return {
      ...partition,
      ScanIndexForward: false,
      FilterExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...partition.ExpressionAttributeValues, ...values, ':own': own },
    };
  });
}

function itemsOf<T extends Shelved>({ entity, index }: Kind<T>) {
  const row = (tenantId: string, thing: T, owner: string): Item =>
    toItem(
      entity,
      keys.template(tenantId, thing.id),
      { ...thing, owner, search: searchTextOf(thing) },
      index(tenantId, thing.id),
    );
  return {
    own: (tenantId: string, thing: T): Item => row(tenantId, thing, '-'),
    /** Who made it is nobody else's business. */
    shared: (tenantId: string, thing: T): Item =>
      row(publicTenant, { ...thing, origin: 'public', createdBy: '', savedBy: '', copiedFrom: null }, tenantId),
    version: (tenantId: string, thing: T): Item =>
      toItem(`${entity}_version`, keys.templateVersion(tenantId, thing.id, thing.rev), thing),
  };
}

const versionsOf = (tenantId: string, id: string) => ({
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
  ExpressionAttributeValues: { ':pk': keys.template(tenantId, id).pk, ':prefix': versionPrefix },
});

/** Templates of one kind (pattern 13): the newest state, one row per version, and a copy in the public library. */
function shelfStore<T extends Shelved>(table: Table, tokens: Tokens, kind: Kind<T>): ShelfStore<T> {
  const writes = writesTo(table.name);
  const items = itemsOf(kind);
  const { schema, index, entity } = kind;
  const read = (item: Item | undefined): T | undefined =>
    item?.['entity'] === entity || item?.['entity'] === `${entity}_version` ? maybe(schema, item) : undefined;
  const copies = ({ tenantId }: TenantScope, thing: T): readonly Write[] => [
    writes.putNew(items.version(tenantId, thing)),
    thing.sharing === 'public'
      ? writes.put(items.shared(tenantId, thing))
      : writes.delete(keys.template(publicTenant, thing.id)),
  ];
  return {
    create: async (scope, thing) => {
      await table.transact([writes.putNew(items.own(scope.tenantId, thing)), ...copies(scope, thing)]);
    },
    get: async (scope, id) => read(await table.get(keys.template(scope.tenantId, id))),
    getPublic: async (id) => read(await table.get(keys.template(publicTenant, id))),
    save: async (scope, thing, seenRev) => {
      const own = writes.putSeen(items.own(scope.tenantId, thing), seenRev);
      return (await table.transact([own, ...copies(scope, thing)])).length === 0;
    },
    remove: async ({ tenantId }, id) => {
      const found = table.queryAll({ ...versionsOf(tenantId, id), ProjectionExpression: 'pk, sk' });
      const versions = (await Array.fromAsync(found)).map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) }));
      const gone = [keys.template(publicTenant, id), keys.template(tenantId, id), ...versions];
      for (let i = 0; i < gone.length; i += deletesPerTransaction)
        await table.transact(gone.slice(i, i + deletesPerTransaction).map(writes.delete));
    },
    list: (scope, filter, builtIn) =>
      pageThenFixed(tokens, `${entity}:${scope.tenantId}`, filter, builtIn, async (page) => {
        const found = await pageOver(table, tokens, `${entity}:rows`, partitionsOf(index, scope, filter), page);
        return { ...found, items: found.items.map((item) => fromItem(schema, item)) };
      }),
    getVersion: async (scope, id, rev) => read(await table.get(keys.templateVersion(scope.tenantId, id, rev))),
    listVersions: async (scope, id, page) => {
      const versions = {
        ...versionsOf(scope.tenantId, id),
        ScanIndexForward: false,
        ProjectionExpression: 'pk, sk, rev, #name, savedBy, updatedAt',
        ExpressionAttributeNames: { '#name': 'name' },
      };
      const found = await pageOver(table, tokens, `versions:${scope.tenantId}:${id}`, [versions], page);
      return { ...found, items: found.items.map((item) => fromItem(ShelfVersion, item)) };
    },
  };
}

export const templateStore = (table: Table, tokens: Tokens): TemplateStore =>
  shelfStore(table, tokens, { entity: 'template', schema: Template, index: indexKeys.templates });

export const campaignTemplateStore = (table: Table, tokens: Tokens): CampaignTemplateStore =>
  shelfStore(table, tokens, {
    entity: 'campaign_template',
    schema: CampaignTemplate,
    index: indexKeys.campaignTemplates,
  });
