import type { Segment } from '../../contracts/segment.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface MemberPage {
  readonly contactIds: readonly string[];
  /** Where to go on; null at the end of the segment. */
  readonly next: string | null;
}

/** What of a segment its owner may change. A rule comes with the revision that it makes. */
export interface SegmentChange {
  readonly name?: string;
  readonly rule?: Segment['rule'];
  readonly refresh?: Segment['refresh'];
}

export interface SegmentStore {
  create(scope: TenantScope, segment: Segment): Promise<void>;
  /** Undefined for a deleted one, too. */
  get(scope: TenantScope, id: string): Promise<Segment | undefined>;
  /** Also one that was deleted and still has members. */
  getAny(scope: TenantScope, id: string): Promise<Segment | undefined>;
  /** Undefined when there is no such segment. A new rule makes the next revision of it. */
  change(scope: TenantScope, id: string, change: SegmentChange, now: string): Promise<Segment | undefined>;
  /** Removes a segment without members; false when it has some. */
  remove(scope: TenantScope, id: string): Promise<boolean>;
  /** Marks a segment as deleted: nobody finds it, and no refresh of it can go on. */
  markDeleted(scope: TenantScope, segment: Segment, now: string): Promise<void>;
  /** Removes what is left of a deleted segment once its members are gone. */
  forget(scope: TenantScope, id: string): Promise<void>;
  list(scope: TenantScope, page: PageRequest): Promise<Page<Segment>>;
  /** Members in a fixed order, strongly consistent; `from` is a `next` of before. */
  members(scope: TenantScope, segment: Pick<Segment, 'id'>, from: string | null, limit: number): Promise<MemberPage>;
  /** How many were not members before. Contacts that do not exist must not be passed. */
  addMembers(scope: TenantScope, segment: Segment, contactIds: readonly string[]): Promise<number>;
  removeMembers(scope: TenantScope, segment: Segment, contactIds: readonly string[]): Promise<number>;
}
