import type { CampaignTemplate } from '../../contracts/campaign-template.ts';
import type { ShelfQuery, ShelfVersion, Shelved } from '../../contracts/shelf.ts';
import type { Template } from '../../contracts/template.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

/** Templates of one kind: those of a tenant with their versions, and the copies that tenants share with all. */
export interface ShelfStore<T extends Shelved> {
  create(scope: TenantScope, thing: T): Promise<void>;
  /** One of the tenant's own, whoever may see it. */
  get(scope: TenantScope, id: string): Promise<T | undefined>;
  /** One that another tenant shares. */
  getPublic(id: string): Promise<T | undefined>;
  /** Writes the next version; false when the thing changed since `seenRev` was read. */
  save(scope: TenantScope, thing: T, seenRev: number): Promise<boolean>;
  /** Removes it with its versions and its public copy. */
  remove(scope: TenantScope, id: string): Promise<void>;
  /** Own ones the principal may see and public ones, newest first, then those that are built in. */
  list<S>(scope: TenantScope, filter: ShelfQuery, builtIn: readonly S[]): Promise<Page<T | S>>;
  getVersion(scope: TenantScope, id: string, rev: number): Promise<T | undefined>;
  listVersions(scope: TenantScope, id: string, page: PageRequest): Promise<Page<ShelfVersion>>;
}

export type TemplateStore = ShelfStore<Template>;
export type CampaignTemplateStore = ShelfStore<CampaignTemplate>;
