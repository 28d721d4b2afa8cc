import type { Reply, ReplyClass } from '../../contracts/reply.ts';
import type { ReceivedMail } from '../../domain/replies/received-mail.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';
import type { SendOutcome } from './effects.ts';

/** What became of a reply that was to be forwarded. */
export type Forward = Pick<Reply, 'forwarded' | 'forwardReason'>;

export interface ReplyStore {
  /** Keeps a reply; one that is kept already stays as it is. False when its contact does not exist any more. */
  add(scope: TenantScope, reply: Reply): Promise<boolean>;
  /**
   * Lets one caller forward a reply. A claim of before `staleBefore` that was never settled is given again: whoever had it is gone.
   * `again`: an attempt before it did not tell whether the mail went out.
   */
  claimForward(
    scope: TenantScope,
    reply: Reply,
    now: string,
    staleBefore: string,
  ): Promise<'claimed' | 'again' | 'busy' | 'settled'>;
  /** Notes that nobody knows whether it went out. */
  doubtForward(scope: TenantScope, reply: Reply): Promise<void>;
  /** Says for good what became of it. */
  settleForward(scope: TenantScope, reply: Reply, forward: Forward, now: string): Promise<void>;
  /** How many forwards the tenant has had in this hour, this one included. */
  countForward(scope: TenantScope, now: string): Promise<number>;
  /** Of the newest first, of one class or of all. */
  listOfCampaign(
    scope: TenantScope,
    campaignId: string,
    kind: ReplyClass | undefined,
    page: PageRequest,
  ): Promise<Page<Reply>>;
  listOfContact(scope: TenantScope, contactId: string, page: PageRequest): Promise<Page<Reply>>;
}

/** Sources of received mails. */
export interface InboundMails {
  /** @throws when there is no such mail. */
  read(key: string): Promise<Uint8Array>;
}

export type ReadMail = (raw: Uint8Array, receivedAt: string) => Promise<ReceivedMail>;

/** A reply on its way to the mailbox of the sender. */
export interface ForwardedMail {
  readonly from: { readonly name: string; readonly email: string };
  readonly to: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly text: string;
  /** Marks the mail as forwarded by us, so that it is never forwarded again. */
  readonly mark: string;
  readonly original: Uint8Array;
}

export interface Forwarder {
  send(mail: ForwardedMail): Promise<SendOutcome>;
}
