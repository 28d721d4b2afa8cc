import type { ApiKey, Invitation, ServiceAccount, TeamMember } from '../../contracts/access.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface ApiKeyStore {
  get(keyId: string): Promise<ApiKey | undefined>;
  /** Writes a key, in place of one with its id. */
  create(key: ApiKey): Promise<void>;
  /** False when the organization has no such key. */
  remove(scope: TenantScope, keyId: string): Promise<boolean>;
  /** Notes a use, unless the key is gone. */
  noteUse(keyId: string, at: string): Promise<void>;
}

/** Page by page, by signed cursors: apart, so that those who only look up need no secret. */
export interface PeopleLists {
  members(scope: TenantScope, page: PageRequest): Promise<Page<TeamMember>>;
  keys(scope: TenantScope, page: PageRequest): Promise<Page<ApiKey>>;
}

export interface TeamStore {
  get(scope: TenantScope, personId: string): Promise<TeamMember | undefined>;
  listOwners(scope: TenantScope): Promise<readonly TeamMember[]>;
  /** Every membership of a person, in whatever organization, the latest last. */
  listOf(personId: string): Promise<readonly TeamMember[]>;
  /** False when the person is a member already. */
  add(member: TeamMember): Promise<boolean>;
  /** Makes a member of who accepts: false when the invitation is gone or too old at `now`, or the person is a member already. */
  join(member: TeamMember, invitationId: string, now: string): Promise<boolean>;
  /** Saves what was read with `seenRev`. With `remaining`, only while that person is an owner. False when either changed. */
  save(member: TeamMember, seenRev: number, remaining: TeamMember | null): Promise<boolean>;
  /** As {@link save}. */
  remove(member: TeamMember, remaining: TeamMember | null): Promise<boolean>;
}

export interface InvitationStore {
  get(scope: TenantScope, id: string): Promise<Invitation | undefined>;
  list(scope: TenantScope): Promise<readonly Invitation[]>;
  save(scope: TenantScope, invitation: Invitation): Promise<void>;
  /** False when there is none. */
  remove(scope: TenantScope, id: string): Promise<boolean>;
}

export interface ServiceAccountStore {
  get(scope: TenantScope, id: string): Promise<ServiceAccount | undefined>;
  list(scope: TenantScope): Promise<readonly ServiceAccount[]>;
  create(scope: TenantScope, account: ServiceAccount): Promise<void>;
  /** False when there is none. */
  remove(scope: TenantScope, id: string): Promise<boolean>;
}

/** A person as the user pool knows them. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** Whether the person has shown that mail to the address reaches them. */
  readonly emailVerified: boolean;
}

export interface PersonDirectory {
  find(personId: string): Promise<Person | undefined>;
  /** The person with this address, who gets an account and a mail about it if there is none. */
  ensure(email: string, name: string): Promise<Person>;
}

export interface TokenVerifier {
  /** The id of the person a token was issued to; undefined for a token that is forged, expired or not meant for us. */
  verify(token: string): Promise<string | undefined>;
}
