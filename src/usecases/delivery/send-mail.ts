import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import { type FailReason, type Message, type SkipReason, skipReasons } from '../../contracts/message.ts';
import type { OutboxWork } from '../../contracts/work.ts';
import { cellField } from '../../domain/analytics/cell.ts';
import { assertNever } from '../../domain/assert-never.ts';
import { exclusionOf } from '../../domain/campaign/exclusion.ts';
import { graceMs, judgeClaim, leaseMs } from '../../domain/delivery/claim.ts';
import { type SendingWait, shiftedByWait } from '../../domain/delivery/wait-shift.ts';
import { later } from '../../domain/later.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Mailer, Metrics, OutgoingMail, SendOutcome } from '../ports/effects.ts';
import type { JourneyStore, LedgerStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import type { ComposeMail } from './compose-mail.ts';
import type { LateMail } from './late-mail.ts';
import type { PickSender } from './pick-sender.ts';
import type { ProviderHolds } from './provider-holds.ts';
import type { SendTurns } from './send-turns.ts';
import type { SenderReads } from './sender-reads.ts';

export interface Deps {
  /** May be up to half a second old. */
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly currentCampaigns: Pick<CampaignStore, 'get'>;
  readonly reads: SenderReads;
  readonly journeys: Pick<JourneyStore, 'commit'>;
  readonly ledger: Pick<LedgerStore, 'claim' | 'markSent' | 'release'>;
  readonly turns: SendTurns;
  readonly sender: PickSender;
  readonly holds: ProviderHolds;
  readonly mailer: Mailer;
  readonly compose: ComposeMail;
  readonly lateMail: LateMail;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
}

/**
 * `done` takes the message off the queue. Otherwise it comes again after so many seconds: `return` gives this very message back, which
 * counts towards its dead-letter queue; `requeue` puts a new one there first, for waits that are nobody's fault.
 */
export type Settled =
  | { readonly done: true }
  | {
      readonly done: false;
      readonly by: 'return' | 'requeue';
      readonly retryAfterSeconds: number;
      readonly why: string;
    };

const done: Settled = { done: true };
const retry = (retryAfterSeconds: number, why: string): Settled => ({
  done: false,
  by: 'return',
  retryAfterSeconds,
  why,
});
const postpone = (retryAfterSeconds: number, why: string): Settled => ({
  done: false,
  by: 'requeue',
  retryAfterSeconds,
  why,
});
/** SES had no room for a moment; the jitter keeps the mails that it refused together from coming together again. */
const throttledSeconds = 2;
/** Only a person lets a tenant send again that SES stopped. */
const tenantStoppedSeconds = 900;
/** SQS delays a message by a quarter of an hour at most. */
const secondsTo = (until: string, now: string): number =>
  Math.min(900, Math.ceil((Date.parse(until) - Date.parse(now)) / 1000));
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
            ...cellField(message),
            counters: { [outcomeCounter[status]]: 1 },
          },
        ]
      : [];
  const committed = await deps.journeys.commit(scope, {
    enrollments: [],
    changedMessages: [{ row, seenRev: message.rev }],
    counts,
  });
  if (committed && status === 'unknown') deps.metrics.count('UnknownSends');
  return committed ? done : conflict;
}

/** Holds a mail of a paused campaign. If the campaign was resumed in between, the mail goes back to the queue instead. */
async function hold({ deps, scope, message, campaign }: Sending): Promise<Settled> {
  const row = { ...message, held: true, rev: message.rev + 1 };
  if (!(await deps.journeys.commit(scope, { enrollments: [], changedMessages: [{ row, seenRev: message.rev }] })))
    return conflict;
  const current = campaign && (await deps.currentCampaigns.get(scope, campaign.id));
  if (current?.status !== 'active') return done;
  const freed = { ...row, held: false, rev: row.rev + 1 };
  await deps.journeys.commit(scope, { enrollments: [], changedMessages: [{ row: freed, seenRev: row.rev }] });
  return retry(1, 'the campaign was resumed');
}

/** The longest a message is given back for: its visibility may last twelve hours, but the Send event ends most waits sooner. */
const longestReturnSeconds = 600;

async function settleClaim(sending: Sending): Promise<Settled | 'take_over'> {
  const { message, campaign, deps } = sending;
  const judged = judgeClaim(message, campaign?.atMostOnce ?? false, deps.clock.now());
  if (judged.verdict === 'take_over') return 'take_over';
  if (judged.verdict === 'give_up') return settle(sending, 'unknown', null);
  return retry(Math.min(longestReturnSeconds, Math.ceil(judged.ms / 1000) + 1), 'another claim is not settled yet');
}

/** Why this mail must not leave, whatever its content; undefined when it may. */
async function refusalOf(
  { deps, scope, campaign }: Sending,
  contact: Contact | undefined,
): Promise<SkipReason | undefined> {
  if (!campaign || campaign.status === 'archived') return 'campaign_archived';
  if (!contact) return 'contact_deleted';
  const rules = { campaign, now: deps.clock.now() };
  return exclusionOf(contact, await deps.reads.isSuppressed(scope, contact.email, campaign.category), rules);
}

async function holdEveryone({ deps, message }: Sending, why: string): Promise<Settled> {
  await deps.ledger.release(message);
  const turn = await deps.turns.hold();
  return turn.granted ? done : postpone(turn.retryAfterSeconds, why);
}

async function afterSend(sending: Sending, outcome: SendOutcome): Promise<Settled> {
  const { deps, message } = sending;
  switch (outcome.outcome) {
    case 'sent':
      await deps.ledger.markSent(message, outcome.sesMessageId, deps.clock.now());
      return done;
    case 'throttled':
      await deps.ledger.release(message);
      return postpone(Math.ceil(throttledSeconds * (1 + 3 * deps.random())), outcome.detail);
    case 'tenant_stopped':
      await deps.ledger.release(message);
      return postpone(tenantStoppedSeconds, outcome.detail);
    case 'stopped':
      return holdEveryone(sending, outcome.detail);
    case 'refused':
      return settle(sending, 'failed', outcome.reason);
    case 'unknown':
      return retry(Math.ceil((leaseMs + graceMs) / 1000 / 2), outcome.detail);
    default:
      return assertNever(outcome);
  }
}

async function claimAndSend(sending: Sending, mail: OutgoingMail): Promise<Settled> {
  const { deps, scope, message } = sending;
  const now = deps.clock.now();
  const claim = await deps.ledger.claim(scope, {
    contactId: message.contactId,
    sendId: message.sendId,
    from: mail.from.email,
    now,
    leaseUntil: later(now, leaseMs),
    takeOverBefore: later(now, -graceMs),
  });
  if (claim.claimed) return afterSend({ ...sending, message: claim.message }, await deps.mailer.send(mail));
  return claim.message?.status === 'claimed' || claim.message?.status === 'planned'
    ? retry(5, 'another claim was faster')
    : done;
}

const whilePaused = (sending: Sending): Promise<Settled> =>
  sending.message.status === 'planned' ? hold(sending) : Promise.resolve(postpone(600, 'the campaign is paused'));

/** Waits for this mail's turn; a campaign that was paused or archived meanwhile gets no claim any more. */
async function sendInTurn(sending: Sending, mail: OutgoingMail): Promise<Settled> {
  const { deps, scope, message } = sending;
  const turn = await deps.turns.turn();
  if (!turn.granted) return postpone(turn.retryAfterSeconds, 'SES has no turn for it');
  const campaign = await deps.campaigns.get(scope, message.campaignId);
  if (campaign?.status === 'archived') return leaveUnsent({ ...sending, campaign }, 'campaign_archived');
  return campaign?.status === 'paused' ? whilePaused({ ...sending, campaign }) : claimAndSend(sending, mail);
}

/** The mail says why it waits; where its row changed meanwhile, it says so the next time. */
async function waitFor(sending: Sending, wait: SendingWait): Promise<Settled> {
  const { deps, scope, message, campaign } = sending;
  const row = message.status === 'planned' ? shiftedByWait(message, wait, campaign?.timezone ?? 'UTC') : undefined;
  const changedMessages = row ? [{ row, seenRev: message.rev }] : [];
  if (row) await deps.journeys.commit(scope, { enrollments: [], changedMessages });
  return postpone(secondsTo(wait.until, deps.clock.now()), wait.why);
}

/** Sends from the sender that has the contact. The mail counts towards its day; one that comes again did not leave. */
async function sendFromSender(sending: Sending, campaign: Campaign, contact: Contact): Promise<Settled> {
  const { deps, scope, message } = sending;
  const picked = await deps.sender.pick(scope, campaign, message);
  if (!picked) return settle(sending, 'failed', 'sender_not_verified');
  if (!picked.granted) return waitFor(sending, picked);
  const mail = await deps.compose(scope, campaign, message, contact, picked.from);
  const settled = mail.ok ? await sendInTurn(sending, mail.value) : await settle(sending, 'failed', mail.error);
  if (!mail.ok || (!settled.done && settled.by === 'requeue')) await picked.giveBack();
  return settled;
}

/** A planned mail is skipped; one whose claim ran out may have been sent, and nobody will know. */
const leaveUnsent = (sending: Sending, why: SkipReason): Promise<Settled> =>
  settle(sending, sending.message.status === 'planned' ? 'skipped' : 'unknown', why);

/** Why a mail was stopped while it was claimed: SES then had no room for it, and it came back to be planned. */
const stopReasonOf = ({ status, reason }: Message): SkipReason | undefined =>
  status === 'planned' ? skipReasons.find((known) => known === reason) : undefined;

async function sendPlanned(sending: Sending): Promise<Settled> {
  const { deps, scope, campaign, message } = sending;
  const contact = await deps.reads.contact(scope, message.contactId);
  const skip = stopReasonOf(message) ?? (await refusalOf(sending, contact));
  if (skip) return leaveUnsent(sending, skip);
  if (!campaign || !contact) return done;
  if (campaign.status === 'paused') return whilePaused(sending);
  const wait = (await deps.holds.holdOf(scope, contact.email)) ?? (await deps.sender.refusal(scope, campaign));
  if (wait) return waitFor(sending, wait);
  const until = await deps.lateMail(scope, campaign, message, contact, deps.clock.now());
  if (until) return postpone(secondsTo(until, deps.clock.now()), `its time comes again at ${until}`);
  return sendFromSender(sending, campaign, contact);
}

/** A mail that waits for hours is counted as lost on the way: without this it would have one copy more each hour. */
const isOldCopy = (work: OutboxWork, message: Message): boolean => (work.copy ?? 0) < message.copy;

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
    if (!message || message.held || isOldCopy(work, message)) return done;
    const sending: Sending = { deps, scope, campaign, message };
    if (message.status === 'claimed') {
      const settled = await settleClaim(sending);
      return settled === 'take_over' ? sendPlanned(sending) : settled;
    }
    return message.status === 'planned' ? sendPlanned(sending) : done;
  };
