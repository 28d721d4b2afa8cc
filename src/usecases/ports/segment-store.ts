import type { Segment } from '../../contracts/resources.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface MemberPage {
  readonly contactIds: readonly string[];
  /** Where to go on; null at the end of the segment. */
  readonly next: string | null;
}

export interface SegmentStore {
  create(scope: TenantScope, segment: Segment): Promise<void>;
  get(scope: TenantScope, id: string): Promise<Segment | undefined>;
  rename(scope: TenantScope, id: string, name: string, now: string): Promise<Segment | undefined>;
  /** False when the segment still has members. */
  remove(scope: TenantScope, id: string): Promise<boolean>;
  list(scope: TenantScope, page: PageRequest): Promise<Page<Segment>>;
  /** Members in a fixed order; `from` is a `next` of before. */
  members(scope: TenantScope, segment: Segment, from: string | null, limit: number): Promise<MemberPage>;
  /** How many were not members before. Contacts that do not exist must not be passed. */
  addMembers(scope: TenantScope, segment: Segment, contactIds: readonly string[]): Promise<number>;
  removeMembers(scope: TenantScope, segment: Segment, contactIds: readonly string[]): Promise<number>;
}
