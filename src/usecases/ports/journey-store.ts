import type { CounterName } from '../../contracts/analytics.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Effect } from '../../contracts/effect.ts';
import type { Enrollment, EnrollmentStatus } from '../../contracts/enrollment.ts';
import type { HoldoutMark } from '../../contracts/holdout.ts';
import type { Message } from '../../contracts/message.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';
import type { SuppressionChange } from './contact-store.ts';
import type { SendingDay } from './sending-days.ts';

/** Everything one step decision looks at, read in one query. */
export interface Journey {
  readonly contact: Contact | undefined;
  readonly enrollments: readonly Enrollment[];
  readonly messages: readonly Message[];
  /** Things to do outside, of the last weeks. */
  readonly effects: readonly Effect[];
  /** Changes with every decision that must see those of other campaigns; null while there was none. */
  readonly gateRev: number | null;
  /** The sides of hold-outs that the contact is on. */
  readonly holdouts: readonly HoldoutMark[];
}

/** One atomic write of the engine: positions, ledger rows and the contact move together or not at all. */
export interface JourneyWrite {
  readonly enrollments: readonly { readonly row: Enrollment; readonly seenRev: number | null }[];
  readonly newMessages?: readonly Message[];
  readonly changedMessages?: readonly { readonly row: Message; readonly seenRev: number }[];
  readonly contact?: { readonly row: Contact; readonly seenRev: number } | undefined;
  readonly newEffects?: readonly Effect[];
  /** Static lists that the contact of this write joins or leaves; its `segments` say the same. */
  readonly lists?: readonly {
    readonly segmentId: string;
    readonly contactId: string;
    readonly change: 'join' | 'leave';
  }[];
  /** Lets the write through only if no other gated decision on the contact was committed since the journey was read. */
  readonly gate?: { readonly contactId: string; readonly seenRev: number | null } | undefined;
  readonly counts?: readonly Count[];
  readonly sending?: readonly SendingCount[];
  readonly suppress?: readonly SuppressionChange[];
}

/** What to add to a day of a From address. */
export interface SendingCount extends SendingDay {
  readonly email: string;
}

export interface Count {
  readonly campaignId: string;
  readonly shards: number;
  readonly day: string;
  readonly stepId: string;
  /** Counts apart within the step: how the time of a mail was chosen. */
  readonly variant?: string;
  readonly counters: Partial<Record<CounterName, number>>;
}

export interface Start {
  readonly enrollment: Enrollment;
  readonly messages: readonly Message[];
}

export interface EnrollmentFilter extends PageRequest {
  readonly status?: EnrollmentStatus | undefined;
  readonly shards: number;
}

export interface RowPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export interface JourneyStore {
  load(scope: TenantScope, contactId: string): Promise<Journey>;
  getEnrollment(
    scope: TenantScope,
    campaignId: string,
    contactId: string,
    entry: number,
  ): Promise<Enrollment | undefined>;
  /**
   * Writes new enrollments of different contacts, then the mails they planned, each row by itself: a stop in between leaves the mails
   * planned. Answers with the contacts that had no such enrollment; of the others nothing was written. After a failure
   * {@link planMessages} adds what is missing.
   */
  begin(starts: readonly Start[]): Promise<ReadonlySet<string>>;
  /** Adds those of the mails that do not exist. */
  planMessages(messages: readonly Message[]): Promise<void>;
  /** False when any row changed since it was read; then nothing was written. */
  commit(scope: TenantScope, write: JourneyWrite): Promise<boolean>;
  listEnrollments(scope: TenantScope, campaignId: string, filter: EnrollmentFilter): Promise<Page<Enrollment>>;
  /** One shard of the campaign's enrollments, for workers that walk all of them. */
  pageEnrollments(
    scope: TenantScope,
    campaignId: string,
    shard: number,
    status: EnrollmentStatus | null,
    from: string | null,
    limit: number,
  ): Promise<RowPage<Enrollment>>;
  /** Enrollments of a shard that wait, and whose wait ended before an instant; the longest overdue first. */
  pageOverdue(
    scope: TenantScope,
    campaignId: string,
    shard: number,
    before: string,
    limit: number,
  ): Promise<readonly Enrollment[]>;
  messagesOf(scope: TenantScope, contactId: string): Promise<readonly Message[]>;
  listIssues(scope: TenantScope, campaignId: string, page: PageRequest): Promise<Page<Message>>;
  /** Messages held by a pause; `from` is a `next` of before. */
  pageHeld(scope: TenantScope, campaignId: string, from: string | null, limit: number): Promise<RowPage<Message>>;
}

export interface ClaimRequest {
  readonly contactId: string;
  readonly sendId: string;
  /** The From address that it goes out with. */
  readonly from: string;
  readonly now: string;
  readonly leaseUntil: string;
  /** Claims that ended before this instant without evidence may be taken over. */
  readonly takeOverBefore: string;
}

export type ClaimOutcome =
  | { readonly claimed: true; readonly message: Message }
  | { readonly claimed: false; readonly message: Message | undefined };

/** Single-row writes of the send protocol (architecture §5.3). */
interface MessageKey {
  readonly tenantId: string;
  readonly contactId: string;
  readonly sendId: string;
}

export interface LedgerStore {
  /** The rows that exist, in no order; strongly consistent. */
  getMessages(keys: readonly MessageKey[]): Promise<readonly Message[]>;
  /** The same for half the price, for changes guarded by the revision: none that exists is left out, and a row may be as of before. */
  getRecentMessages(keys: readonly MessageKey[]): Promise<readonly Message[]>;
  claim(scope: TenantScope, request: ClaimRequest): Promise<ClaimOutcome>;
  /** Records that SES took the mail, if this claim still owns the row. */
  markSent(message: Message, sesMessageId: string, now: string): Promise<void>;
  /** Gives a claim back: SES refused for a reason that passes. */
  release(message: Message): Promise<void>;
}
