import type { Refreshing, Segment } from '../../contracts/segment.ts';
import type { TenantScope } from '../scope.ts';

/** How far a refresh has come in one shard of the contacts. */
export interface RefreshShard {
  readonly shard: number;
  readonly refreshId: string;
  /** The last contact that was judged. */
  readonly cursor: string | null;
  readonly done: boolean;
  readonly seen: number;
  readonly matched: number;
  readonly joined: number;
  readonly left: number;
  /** Contacts whose membership changed and whose campaigns have not been told yet. */
  readonly pending: readonly string[];
  readonly updatedAt: string;
  readonly rev: number;
}

export interface MemberChanges {
  readonly joins: readonly string[];
  readonly leaves: readonly string[];
}

export interface RefreshStore {
  /** Strongly consistent; none before the first refresh. */
  shards(scope: TenantScope, segmentId: string): Promise<readonly RefreshShard[]>;
  /**
   * Begins a refresh in place of the one before, whose workers can write nothing from then on; what it had changed is counted. False
   * when another one began since the segment was read, or it was deleted.
   */
  begin(scope: TenantScope, segment: Segment, refreshing: Refreshing): Promise<boolean>;
  /**
   * Changes memberships and moves the shard on, in one transaction. Contacts that are so already, or exist no more, are left out.
   * Undefined when the shard moved since `seen`; then nothing was written.
   */
  commit(
    scope: TenantScope,
    segmentId: string,
    changes: MemberChanges,
    next: RefreshShard,
    seen: RefreshShard,
  ): Promise<RefreshShard | undefined>;
  /** Ends the refresh whose shards these are, and counts what they changed; once, however often it is called. */
  finish(scope: TenantScope, segmentId: string, shards: readonly RefreshShard[], refreshing: Refreshing): Promise<void>;
  /** Notes that a refresh cannot go on. */
  fail(scope: TenantScope, segmentId: string, refreshId: string): Promise<void>;
  /** Dynamic segments of every tenant, deleted ones that still have members among them. */
  listWatched(): AsyncIterable<{ readonly tenantId: string; readonly segmentId: string }>;
}

/** Which campaigns were launched with a segment. The campaign itself says whether it still runs. */
export interface SegmentUses {
  add(scope: TenantScope, segmentId: string, campaignId: string): Promise<void>;
  remove(scope: TenantScope, segmentId: string, campaignId: string): Promise<void>;
  campaignsOf(scope: TenantScope, segmentId: string): Promise<readonly string[]>;
}
