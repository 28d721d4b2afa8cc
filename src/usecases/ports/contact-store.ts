import type { Contact } from '../../contracts/contact.ts';
import type { Suppression, SuppressionReason } from '../../contracts/suppression.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface ContactChange {
  readonly contact: Contact;
  /** As it was read. */
  readonly seen: Contact;
}

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
  /** Saves contacts whose addresses stay; the ids of those that nobody changed meanwhile. */
  saveMany(scope: TenantScope, changes: readonly ContactChange[]): Promise<ReadonlySet<string>>;
  /** Removes the contact, its address and its memberships. Its ledger rows, which hold ids only, stay: the books must add up. */
  remove(scope: TenantScope, contact: Contact): Promise<void>;
  list(scope: TenantScope, page: PageRequest): Promise<Page<Contact>>;
}

export interface SuppressionStore {
  /** Addresses of the list that no mail may be sent to, or none of this category. */
  suppressedAmong(scope: TenantScope, emails: readonly string[], category: string | null): Promise<ReadonlySet<string>>;
}

/** Puts a reason beside those an address has already. */
export interface SuppressionChange {
  readonly email: string;
  readonly category: string | null;
  readonly reason: SuppressionReason;
  readonly at: string;
}

/** An entry with the contact who has the address now. */
export interface ListedSuppression extends Suppression {
  readonly contact: Pick<Contact, 'id' | 'email'> | null;
}

/** The list as people keep it. */
export interface SuppressionList {
  /** What is on the list for an address: for all mails, and by category. */
  entriesOf(scope: TenantScope, email: string): Promise<readonly Suppression[]>;
  add(scope: TenantScope, change: SuppressionChange): Promise<void>;
  /** Takes these reasons from an entry, and the entry from the list when it has no other. */
  lift(
    scope: TenantScope,
    email: string,
    category: string | null,
    reasons: readonly SuppressionReason[],
  ): Promise<void>;
  /** The newest first. */
  list(scope: TenantScope, page: PageRequest): Promise<Page<ListedSuppression>>;
}
