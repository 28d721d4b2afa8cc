import type { MetricName } from '../../contracts/metrics.ts';
import type { ReplyNotice } from '../../contracts/ses-event.ts';
import type { WebhookNotices, WebhookWork } from '../../contracts/webhook.ts';
import type {
  EffectWork,
  EnrolmentWork,
  EventWork,
  OutboxWork,
  PlanWork,
  TransferWork,
  WaitInput,
} from '../../contracts/work.ts';
import type { SendingDomain } from '../../domain/deliverability/dns-records.ts';

/** Sends work to the queues; every message of a list is on its queue when the promise resolves. */
export interface Queues {
  plan(work: PlanWork, delaySeconds?: number): Promise<void>;
  enrol(work: readonly EnrolmentWork[]): Promise<void>;
  outbox(work: readonly OutboxWork[], delaySeconds?: number): Promise<void>;
  effects(work: readonly EffectWork[]): Promise<void>;
  events(work: readonly EventWork[]): Promise<void>;
  transfers(work: readonly TransferWork[]): Promise<void>;
  /** What webhooks are to be told, and deliveries to attempt. */
  webhooks(work: readonly (WebhookNotices | WebhookWork)[]): Promise<void>;
  /** What received mails say about mails, to be recorded like what SES tells of them. */
  tracking(notices: readonly ReplyNotice[]): Promise<void>;
}

export interface Executions {
  /** Starts the execution that carries a wait; starting the same one again is harmless. */
  start(input: WaitInput): Promise<void>;
}

export interface Wakes {
  /** Wakes the execution that waits with this token; one that has ended or waits no more is left alone. */
  wake(token: string): Promise<void>;
}

export interface Schedules {
  /** One-shot: puts the work on the plan queue at `at`. The same name again replaces the schedule. */
  launchAt(name: string, at: string, work: PlanWork): Promise<void>;
  /** The same at a local time of a zone, `2026-12-01T09:00`, which must exist there; a schedule of that name stays as it is. */
  launchAtLocal(name: string, local: string, zone: string, work: PlanWork): Promise<void>;
  cancel(name: string): Promise<void>;
  /** The one-shot schedules that were created before an instant. */
  createdBefore(instant: string): AsyncIterable<string>;
}

export interface Blobs {
  putJson(key: string, value: unknown): Promise<void>;
  /** The parsed JSON; undefined when there is no such object. */
  getJson(key: string): Promise<unknown>;
}

export interface OutgoingMail {
  readonly from: { readonly name: string; readonly email: string };
  readonly to: string;
  readonly replyTo: string | null;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly unsubscribe: { readonly url: string; readonly mailto: string | null } | null;
  readonly listId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly track: { readonly opens: boolean; readonly clicks: boolean };
  /** The SES tenant that it is of, where its sender is associated with one. */
  readonly tenant?: string;
}

/**
 * What became of a SendEmail call: `throttled` has no room for a moment, `stopped` takes no mail of anybody for a while (the daily
 * quota, a paused account, a missing configuration), `tenant_stopped` none of this tenant, `refused` will never take this mail; `unknown` may have sent it or not.
 */
export type SendOutcome =
  | { readonly outcome: 'sent'; readonly sesMessageId: string }
  | { readonly outcome: 'throttled' | 'stopped' | 'tenant_stopped'; readonly detail: string }
  | {
      readonly outcome: 'refused';
      readonly reason: 'rejected' | 'sender_not_verified' | 'bad_request';
      readonly detail: string;
    }
  | { readonly outcome: 'unknown'; readonly detail: string };

export interface Mailer {
  send(mail: OutgoingMail): Promise<SendOutcome>;
}

/** How SES signs the mail of a domain, and where its bounces come back. */
export interface DomainSigning extends Omit<SendingDomain, 'domain'> {
  readonly dkim: 'pending' | 'verified' | 'failed';
}

/** Addresses and domains that SES may send from. */
export interface Identities {
  /** An address gets a confirmation by mail, a domain keys to publish and a return address of its own. */
  create(identity: string): Promise<void>;
  state(identity: string): Promise<'pending' | 'verified' | 'failed'>;
  signing(domain: string): Promise<DomainSigning>;
}

/** Signs what leaves the system and must come back unchanged. */
export interface Tokens {
  sign(purpose: TokenPurpose, parts: readonly string[]): Promise<string>;
  /** The parts, or undefined for a token that is not ours or is meant for another purpose. */
  verify(purpose: TokenPurpose, token: string): Promise<readonly string[] | undefined>;
}
export type TokenPurpose = 'unsubscribe' | 'cursor' | 'invitation';

export interface AddressRef {
  readonly purpose: 'reply' | 'unsubscribe';
  readonly tenantId: string;
  readonly contactId: string;
  /** The first characters of the send id: enough to find the row among the contact's own. */
  readonly sendIdStart: string;
}

/** Local parts of addresses that mail comes back to; short enough for RFC 5321, blind to case. */
export interface AddressTokens {
  localPart(
    purpose: AddressRef['purpose'],
    ref: { readonly tenantId: string; readonly contactId: string; readonly sendId: string },
  ): Promise<string>;
  /** Undefined for a local part that is not ours. */
  read(localPart: string): Promise<AddressRef | undefined>;
}

export interface Metrics {
  count(name: MetricName, by?: number): void;
}

export interface Clock {
  now(): string;
}

export interface Ids {
  next(
    kind:
      | 'campaign'
      | 'contact'
      | 'segment'
      | 'template'
      | 'campaign_template'
      | 'sender'
      | 'launch'
      | 'recount'
      | 'refresh'
      | 'tenant'
      | 'event'
      | 'import'
      | 'export'
      | 'webhook'
      | 'invitation'
      | 'service_account'
      | 'api_key',
  ): string;
}
