import type { Contact } from '../../contracts/contact.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface ContactStore {
  /** False when the address is taken; then nothing was written. */
  create(scope: TenantScope, contact: Contact): Promise<boolean>;
  /** Ids of those that were created; the address of every other one is taken. No address may be in the list twice. */
  createMany(scope: TenantScope, contacts: readonly Contact[]): Promise<ReadonlySet<string>>;
  get(scope: TenantScope, id: string): Promise<Contact | undefined>;
  /** Contacts that exist, in no order; up to any number of ids. */
  getMany(scope: TenantScope, ids: readonly string[]): Promise<readonly Contact[]>;
  findByEmail(scope: TenantScope, email: string): Promise<Contact | undefined>;
  /** The contacts that have one of the addresses, in no order. */
  findManyByEmail(scope: TenantScope, emails: readonly string[]): Promise<readonly Contact[]>;
  save(scope: TenantScope, contact: Contact, seen: Contact): Promise<'saved' | 'changed_meanwhile' | 'email_taken'>;
  /** Removes the contact, its address and its memberships. Its ledger rows, which hold ids only, stay: the books must add up. */
  remove(scope: TenantScope, contact: Contact): Promise<void>;
  list(scope: TenantScope, page: PageRequest): Promise<Page<Contact>>;
}

export interface SuppressionStore {
  /** Addresses of the list that nothing may be sent to. */
  suppressedAmong(scope: TenantScope, emails: readonly string[]): Promise<ReadonlySet<string>>;
}
