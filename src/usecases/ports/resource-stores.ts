import type { Sender, Settings } from '../../contracts/resources.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export type SenderChange = Partial<Omit<Sender, 'id' | 'email' | 'createdAt'>> & Pick<Sender, 'updatedAt'>;

export interface SenderStore {
  /** False when the address belongs to another tenant, or is registered already. */
  create(scope: TenantScope, sender: Sender): Promise<boolean>;
  /**
   * False when the domain belongs to another tenant. With `keep` it belongs to this one from now on: what is verified by the domain
   * may be sent from every address of it.
   */
  claimDomain(scope: TenantScope, domain: string, keep: boolean): Promise<boolean>;
  /** Gives a domain back to everybody, unless it is `used`, or was claimed again while that was found out. */
  releaseDomain(scope: TenantScope, domain: string, used: () => Promise<boolean>): Promise<void>;
  get(scope: TenantScope, id: string): Promise<Sender | undefined>;
  findByEmail(scope: TenantScope, email: string): Promise<Sender | undefined>;
  /** The tenant that an address belongs to. */
  ownerOf(email: string): Promise<string | undefined>;
  /** Sets these fields and no others; undefined when there is no such sender. */
  change(scope: TenantScope, id: string, fields: SenderChange): Promise<Sender | undefined>;
  remove(scope: TenantScope, sender: Sender): Promise<void>;
  list(scope: TenantScope, page: PageRequest): Promise<Page<Sender>>;
  /** Of every tenant. */
  listAll(): AsyncIterable<{ readonly tenantId: string; readonly senderId: string }>;
}

/** The oldest sender of the organization that SES lets mail from. */
export type VerifiedSender = (scope: TenantScope) => Promise<Sender | undefined>;

export interface SettingsStore {
  get(scope: TenantScope): Promise<Settings>;
  /** False when they changed since `seenRev` was read; 0 is what an organization without settings has. */
  save(scope: TenantScope, settings: Settings, seenRev: number): Promise<boolean>;
  /** Ids of the tenants whose lead scores decay. */
  listDecaying(): AsyncIterable<string>;
}
