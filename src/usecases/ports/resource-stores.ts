import type { ApiKey, Sender, Settings } from '../../contracts/resources.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface SenderStore {
  /** False when the address belongs to another tenant, or is registered already. */
  create(scope: TenantScope, sender: Sender): Promise<boolean>;
  get(scope: TenantScope, id: string): Promise<Sender | undefined>;
  findByEmail(scope: TenantScope, email: string): Promise<Sender | undefined>;
  /** The tenant that an address belongs to. */
  ownerOf(email: string): Promise<string | undefined>;
  save(scope: TenantScope, sender: Sender): Promise<void>;
  remove(scope: TenantScope, sender: Sender): Promise<void>;
  list(scope: TenantScope, page: PageRequest): Promise<Page<Sender>>;
}

export interface SettingsStore {
  get(scope: TenantScope): Promise<Settings>;
  /** False when they changed since `seenRev` was read; 0 is what an organization without settings has. */
  save(scope: TenantScope, settings: Settings, seenRev: number): Promise<boolean>;
  /** Ids of the tenants whose lead scores decay. */
  listDecaying(): AsyncIterable<string>;
}

export interface ApiKeyStore {
  get(keyId: string): Promise<ApiKey | undefined>;
  create(key: ApiKey): Promise<void>;
}
