import type * as z from 'zod';
import { ExportJob, ImportJob } from '../../contracts/transfer-job.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { ExportStore, ImportStore } from '../../usecases/ports/transfer-store.ts';
import type { Page, PageRequest, TenantScope } from '../../usecases/scope.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { indexKeys, keys } from './keys.ts';
import { indexPartition, pageOver } from './pages.ts';
import type { Item, Table } from './table.ts';
import { writesTo } from './writes.ts';

type Kind = 'import' | 'export';
interface Job {
  readonly id: string;
  readonly rev: number;
}

const lists = { import: 'imports', export: 'exports' } as const;

function jobStore<T extends Job>(table: Table, tokens: Tokens, kind: Kind, schema: z.ZodType<T>) {
  const writes = writesTo(table.name);
  const indexOf = ({ tenantId }: TenantScope, id: string) => indexKeys[lists[kind]](tenantId, id);
  const itemOf = (scope: TenantScope, job: T): Item =>
    toItem(kind, keys[kind](scope.tenantId, job.id), job, indexOf(scope, job.id));
  return {
    create: (scope: TenantScope, job: T): Promise<void> => table.put(itemOf(scope, job)),
    get: async (scope: TenantScope, id: string): Promise<T | undefined> =>
      maybe(schema, await table.get(keys[kind](scope.tenantId, id))),
    save: async (scope: TenantScope, job: T): Promise<T | undefined> => {
      const next = { ...job, rev: job.rev + 1 };
      const refused = await table.transact([writes.putSeen(itemOf(scope, next), job.rev)]);
      return refused.length === 0 ? next : undefined;
    },
    list: async (scope: TenantScope, request: PageRequest): Promise<Page<T>> => {
      const partition = { ...indexPartition(indexOf(scope, '').gsi1pk), ScanIndexForward: false };
      const page = await pageOver(table, tokens, `${lists[kind]}:${scope.tenantId}`, [partition], request);
      return { ...page, items: page.items.map((item) => fromItem(schema, item)) };
    },
  };
}

/** Imports of a tenant: what was asked for and how far each is. */
export const importStore = (table: Table, tokens: Tokens): ImportStore => jobStore(table, tokens, 'import', ImportJob);

/** Exports of a tenant. */
export const exportStore = (table: Table, tokens: Tokens): ExportStore => jobStore(table, tokens, 'export', ExportJob);
