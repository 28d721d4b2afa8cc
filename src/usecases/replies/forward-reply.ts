import type { Campaign } from '../../contracts/campaign.ts';
import type { Reply } from '../../contracts/reply.ts';
import { later } from '../../domain/later.ts';
import type { ReceivedMail } from '../../domain/replies/received-mail.ts';
import type { Clock, SendOutcome } from '../ports/effects.ts';
import type { Forward, Forwarder, ReplyStore } from '../ports/reply-store.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly replies: Pick<ReplyStore, 'claimForward' | 'doubtForward' | 'settleForward' | 'countForward'>;
  readonly senders: Pick<SenderStore, 'findByEmail'>;
  readonly forwarder: Forwarder;
  readonly replyDomain: string;
  readonly clock: Clock;
}

/** Another worker is at it, SES has no room, or nobody knows whether the mail went out: the message comes again. */
export class ForwardLater extends Error {
  override readonly name = 'ForwardLater';
}

/** A worker has ended long before, and the queue shows its message again later than that. */
const claimMs = 2 * 60_000;
/** A flood of answers must not become a flood of our own mail. */
const perHour = 500;

export interface Forwarding {
  readonly campaign: Campaign;
  /** The address that the answered mail came from. */
  readonly from: string | null;
  readonly reply: Reply;
  readonly mail: ReceivedMail;
  readonly original: Uint8Array;
}

const yes: Forward = { forwarded: 'yes', forwardReason: null };
const no = (forwardReason: string): Forward => ({ forwarded: 'no', forwardReason });
const failed = (forwardReason: string): Forward => ({ forwarded: 'failed', forwardReason });

const isOurs = (mailbox: string, replyDomain: string): boolean =>
  mailbox.toLowerCase().endsWith(`@${replyDomain.toLowerCase()}`);

/** The mailbox of the sender, or why the reply goes to none. */
async function mailboxOf(
  { senders, replyDomain }: Deps,
  scope: TenantScope,
  { campaign, from, mail }: Forwarding,
): Promise<{ readonly to: string } | { readonly none: Forward }> {
  const address = from ?? campaign.fromEmail;
  const sender = address ? await senders.findByEmail(scope, address) : undefined;
  const to = sender?.forwardRepliesTo ?? campaign.replyToEmail;
  if (!to)
    return { none: no('Neither forwardRepliesTo of the sender nor replyToEmail of the campaign names a mailbox.') };
  if (isOurs(to, replyDomain)) return { none: no(`${to} is of the reply domain: the reply would come back.`) };
  if (mail.from === '') return { none: no('The reply names nobody to answer to.') };
  return mail.from === to.toLowerCase() ? { none: no('The mailbox itself wrote the reply.') } : { to };
}

const introduction = ({ campaign, mail }: Forwarding): string =>
  [
    `${mail.fromName || mail.from} <${mail.from}> replied to a mail of the campaign “${campaign.name}”.`,
    'Answer this mail to write back. The reply as it came is attached.',
    '',
    '',
  ].join('\n');

const sendOn = ({ forwarder, replyDomain }: Deps, forwarding: Forwarding, to: string): Promise<SendOutcome> => {
  const { mail, reply, original } = forwarding;
  return forwarder.send({
    from: { name: `${mail.fromName || mail.from} (reply)`, email: `replies@${replyDomain}` },
    to,
    replyTo: mail.from,
    subject: mail.subject,
    text: `${introduction(forwarding)}${mail.text}`,
    mark: reply.id,
    original,
  });
};

/**
 * What became of a call to SES. One whose outcome nobody knows is made again once, when the queue shows the message again and the row
 * still says that nobody settled it; after that it is left as failed, for people to see.
 * @throws ForwardLater when it has to be tried again.
 */
async function settledBy(
  deps: Deps,
  scope: TenantScope,
  { reply }: Forwarding,
  sent: SendOutcome,
  doubted: boolean,
): Promise<Forward> {
  switch (sent.outcome) {
    case 'sent':
      return yes;
    case 'refused':
      return failed(`SES refused it (${sent.reason}): ${sent.detail}`);
    case 'unknown':
      if (doubted) return failed(`Twice SES did not say whether it went out: ${sent.detail}`);
      await deps.replies.doubtForward(scope, reply);
      throw new ForwardLater(sent.detail);
    default:
      throw new ForwardLater(sent.detail);
  }
}

/**
 * Sends a reply on to the mailbox of the sender, once: claimed, sent, settled. Where the process dies between the last two, or SES does not
 * say what became of the mail, it goes out twice rather than never. What keeps it from going out is told on its row.
 * @throws ForwardLater when it has to be tried again.
 */
export const forwardReply =
  (deps: Deps) =>
  async (scope: TenantScope, forwarding: Forwarding): Promise<void> => {
    const { reply } = forwarding;
    const now = deps.clock.now();
    const claim = await deps.replies.claimForward(scope, reply, now, later(now, -claimMs));
    if (claim === 'settled') return;
    if (claim === 'busy') throw new ForwardLater('another worker forwards this reply');
    const settle = (forward: Forward) => deps.replies.settleForward(scope, reply, forward, now);
    const mailbox = await mailboxOf(deps, scope, forwarding);
    if ('none' in mailbox) return settle(mailbox.none);
    if ((await deps.replies.countForward(scope, now)) > perHour)
      return settle(no(`More than ${perHour} replies of the organization were forwarded within the hour.`));
    const sent = await sendOn(deps, forwarding, mailbox.to);
    await settle(await settledBy(deps, scope, forwarding, sent, claim === 'again'));
  };
