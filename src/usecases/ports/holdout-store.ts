import type { HoldoutGroup, HoldoutMark } from '../../contracts/holdout.ts';
import type { Message } from '../../contracts/message.ts';
import type { Mills } from '../../domain/analytics/mills.ts';
import type { GroupFigures } from '../../domain/experiment/holdout-report.ts';
import type { TenantScope } from '../scope.ts';

/** A goal event, as it is counted. */
export interface Conversion {
  readonly campaignId: string;
  readonly shards: number;
  readonly contactId: string;
  readonly eventId: string;
  readonly at: string;
  readonly mills: Mills;
  /** The mail it is laid to, as it was read, and where that is counted. */
  readonly laidTo: {
    readonly message: Message;
    readonly basis: string;
    readonly day: string;
    readonly variant?: string;
  } | null;
  /** The side of the hold-out that it counts for. */
  readonly group: HoldoutGroup | null;
  /** The mark of a contact who reaches the goal for the first time. */
  readonly reached: HoldoutMark | null;
}

export interface HoldoutStore {
  /** Notes on which side a contact is, and counts it there if `counted`; false when it was noted before. */
  keep(
    scope: TenantScope,
    contactId: string,
    mark: HoldoutMark,
    counted: { readonly shards: number } | null,
  ): Promise<boolean>;
  /** All of it in one transaction. `counted`: this event was counted for the campaign before. `changed`: read the contact again. */
  record(scope: TenantScope, conversion: Conversion): Promise<'recorded' | 'counted' | 'changed'>;
  /** People that are counted one by one, goals and amounts of both sides. */
  figures(
    scope: TenantScope,
    campaignId: string,
    shards: number,
  ): Promise<{ readonly [G in HoldoutGroup]: GroupFigures }>;
}
