import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { FailReason, Message, SkipReason } from '../../contracts/message.ts';
import type { OutboxWork } from '../../contracts/work.ts';
import { assertNever } from '../../domain/assert-never.ts';
import { type Exclusion, exclusionOf } from '../../domain/campaign/exclusion.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Mailer, OutgoingMail, SendOutcome } from '../ports/effects.ts';
import type { JourneyStore, LedgerStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import type { ComposeMail } from './compose-mail.ts';
import type { SenderReads } from './sender-reads.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly reads: SenderReads;
  readonly journeys: Pick<JourneyStore, 'commit'>;
  readonly ledger: Pick<LedgerStore, 'claim' | 'markSent' | 'release'>;
  readonly mailer: Mailer;
  readonly compose: ComposeMail;
  readonly clock: Clock;
}

/** `done` takes the message off the queue; `retry` gives it back for so many seconds. */
export type Settled =
  | { readonly done: true }
  | { readonly done: false; readonly retryAfterSeconds: number; readonly why: string };

/** Longer than the sender's Lambda time-out and its socket time-out together: an expired lease has no live owner. */
export const leaseMs = 120_000;
/** How long the Send event of SES is waited for before an unproven claim is sent again (architecture §5.3). */
export const graceMs = 15 * 60_000;

const done: Settled = { done: true };
const retry = (retryAfterSeconds: number, why: string): Settled => ({ done: false, retryAfterSeconds, why });
const later = (now: string, ms: number): string => new Date(Date.parse(now) + ms).toISOString();
const conflict = retry(1, 'the row changed meanwhile');

interface Sending {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly campaign: Campaign | undefined;
  readonly message: Message;
}

const outcomeCounter = { skipped: 'emailsSkipped', failed: 'emailsFailed', unknown: 'emailsUnknown' } as const;

/** Ends a mail without sending it: the row says why and the counter moves with it. */
async function settle(
  { deps, scope, campaign, message }: Sending,
  status: keyof typeof outcomeCounter,
  reason: SkipReason | FailReason | null,
): Promise<Settled> {
  const row: Message = {
    ...message,
    status,
    reason: reason ?? message.reason,
    held: false,
    leaseUntil: null,
    rev: message.rev + 1,
  };
  const day = campaign && dayOf(deps.clock.now(), campaign.timezone);
  const counts =
    campaign && day
      ? [
          {
            campaignId: campaign.id,
            shards: campaign.shards,
            day,
            stepId: message.stepId,
            counters: { [outcomeCounter[status]]: 1 },
          },
        ]
      : [];
  const committed = await deps.journeys.commit(scope, {
    enrollments: [],
    changedMessages: [{ row, seenRev: message.rev }],
    counts,
  });
  return committed ? done : conflict;
}

/** Holds a mail of a paused campaign. If the campaign was resumed in between, the mail goes back to the queue instead. */
async function hold({ deps, scope, message, campaign }: Sending): Promise<Settled> {
  const row = { ...message, held: true, rev: message.rev + 1 };
  if (!(await deps.journeys.commit(scope, { enrollments: [], changedMessages: [{ row, seenRev: message.rev }] })))
    return conflict;
  const current = campaign && (await deps.campaigns.get(scope, campaign.id));
  if (current?.status !== 'active') return done;
  const freed = { ...row, held: false, rev: row.rev + 1 };
  await deps.journeys.commit(scope, { enrollments: [], changedMessages: [{ row: freed, seenRev: row.rev }] });
  return retry(1, 'the campaign was resumed');
}

/** A claimed row: its owner may live, or its Send event may still come. Only long after both is it decided without them. */
async function settleClaim(sending: Sending, now: string): Promise<Settled | 'take_over'> {
  const { message, campaign } = sending;
  const decideAt = later(message.leaseUntil ?? now, graceMs);
  if (now <= decideAt)
    return retry(
      Math.min(600, Math.ceil((Date.parse(decideAt) - Date.parse(now)) / 1000) + 1),
      'another claim is not settled yet',
    );
  return message.reason !== null || campaign?.atMostOnce ? settle(sending, 'unknown', null) : 'take_over';
}

const skipFor: { readonly [E in Exclusion]: SkipReason } = {
  suppressed: 'suppressed',
  unsubscribed: 'unsubscribed',
  no_consent: 'no_consent',
};

/** Why this mail must not leave, whatever its content; undefined when it may. */
async function refusalOf(
  { deps, scope, campaign }: Sending,
  contact: Contact | undefined,
): Promise<SkipReason | undefined> {
  if (!campaign || campaign.status === 'archived') return 'campaign_archived';
  if (!contact) return 'contact_deleted';
  const exclusion = exclusionOf(contact, await deps.reads.isSuppressed(scope, contact.email));
  return exclusion && skipFor[exclusion];
}

async function afterSend(sending: Sending, outcome: SendOutcome): Promise<Settled> {
  const { deps, message } = sending;
  switch (outcome.outcome) {
    case 'sent':
      await deps.ledger.markSent(message, outcome.sesMessageId, deps.clock.now());
      return done;
    case 'throttled':
      await deps.ledger.release(message);
      return retry(5, outcome.detail);
    case 'refused':
      return settle(sending, 'failed', outcome.reason);
    case 'unknown':
      return retry(Math.ceil((leaseMs + graceMs) / 1000 / 2), outcome.detail);
    default:
      return assertNever(outcome);
  }
}

async function claimAndSend(sending: Sending, mail: OutgoingMail, now: string): Promise<Settled> {
  const { deps, scope, message } = sending;
  const claim = await deps.ledger.claim(scope, {
    contactId: message.contactId,
    sendId: message.sendId,
    now,
    leaseUntil: later(now, leaseMs),
    takeOverBefore: later(now, -graceMs),
  });
  if (claim.claimed) return afterSend({ ...sending, message: claim.message }, await deps.mailer.send(mail));
  return claim.message?.status === 'claimed' || claim.message?.status === 'planned'
    ? retry(5, 'another claim was faster')
    : done;
}

async function sendPlanned(sending: Sending): Promise<Settled> {
  const { deps, scope, campaign, message } = sending;
  const contact = await deps.reads.contact(scope, message.contactId);
  const skip = await refusalOf(sending, contact);
  if (skip) return message.status === 'planned' ? settle(sending, 'skipped', skip) : settle(sending, 'unknown', skip);
  if (!campaign || !contact) return done;
  if (campaign.status === 'paused')
    return message.status === 'planned' ? hold(sending) : retry(60, 'the campaign is paused');
  const mail = await deps.compose(scope, campaign, message, contact);
  return mail.ok ? claimAndSend(sending, mail.value, deps.clock.now()) : settle(sending, 'failed', mail.error);
}

/**
 * Settles one outbox message: claim, send, mark (architecture §5.3). A mail that is in another claim's hands goes back to the queue; one
 * that was sent, skipped or failed is taken off it. At most one mail leaves per send id as long as SES's Send event arrives within the
 * grace period.
 */
export const sendMail =
  (deps: Deps) =>
  async (work: OutboxWork): Promise<Settled> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const [message, campaign] = await Promise.all([
      deps.reads.message(work),
      deps.campaigns.get(scope, work.campaignId),
    ]);
    if (!message || message.held) return done;
    const sending: Sending = { deps, scope, campaign, message };
    if (message.status === 'claimed') {
      const settled = await settleClaim(sending, deps.clock.now());
      return settled === 'take_over' ? sendPlanned(sending) : settled;
    }
    return message.status === 'planned' ? sendPlanned(sending) : done;
  };
