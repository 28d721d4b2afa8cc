import type { Campaign } from '../../contracts/campaign.ts';
import type { Reply } from '../../contracts/reply.ts';
import type { ReceivedMail } from '../../domain/replies/received-mail.ts';
import type { Clock } from '../ports/effects.ts';
import type { Forwarder, ReplyStore } from '../ports/reply-store.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly replies: Pick<ReplyStore, 'claimForward' | 'markForwarded' | 'countForward'>;
  readonly senders: Pick<SenderStore, 'findByEmail'>;
  readonly forwarder: Forwarder;
  readonly replyDomain: string;
  readonly clock: Clock;
}

/** Another worker is at it, or SES has no room: the message comes again. */
export class ForwardLater extends Error {
  override readonly name = 'ForwardLater';
}

/** A worker has ended long before, and the queue shows its message again later than that. */
const claimMs = 2 * 60_000;
/** A flood of answers must not become a flood of our own mail. */
const perHour = 500;

export interface Forwarding {
  readonly campaign: Campaign;
  readonly reply: Reply;
  readonly mail: ReceivedMail;
  readonly original: Uint8Array;
}

async function mailboxOf({ senders, replyDomain }: Deps, scope: TenantScope, campaign: Campaign) {
  const sender = campaign.fromEmail ? await senders.findByEmail(scope, campaign.fromEmail) : undefined;
  const mailbox = sender?.forwardRepliesTo ?? campaign.replyToEmail;
  return mailbox && !mailbox.toLowerCase().endsWith(`@${replyDomain.toLowerCase()}`) ? mailbox : undefined;
}

const introduction = ({ campaign, mail }: Forwarding): string =>
  [
    `${mail.fromName || mail.from} <${mail.from}> replied to a mail of the campaign “${campaign.name}”.`,
    'Answer this mail to write back. The reply as it came is attached.',
    '',
    '',
  ].join('\n');

/**
 * Sends a reply on to the mailbox of the sender, once: claimed, sent, marked. Where the process dies between the last two, it goes out twice
 * rather than never. Does nothing where the sender named no mailbox, or the tenant has had 500 within the hour.
 * @throws ForwardLater when it has to be tried again.
 */
export const forwardReply =
  (deps: Deps) =>
  async (scope: TenantScope, forwarding: Forwarding): Promise<void> => {
    const { campaign, reply, mail, original } = forwarding;
    const to = await mailboxOf(deps, scope, campaign);
    if (!to || mail.from === '' || mail.from === to.toLowerCase()) return;
    const now = deps.clock.now();
    const staleBefore = new Date(Date.parse(now) - claimMs).toISOString();
    const claim = await deps.replies.claimForward(scope, reply, now, staleBefore);
    if (claim === 'forwarded') return;
    if (claim === 'busy') throw new ForwardLater('another worker forwards this reply');
    if ((await deps.replies.countForward(scope, now)) <= perHour) {
      const sent = await deps.forwarder.send({
        from: { name: `${mail.fromName || mail.from} (reply)`, email: `replies@${deps.replyDomain}` },
        to,
        replyTo: mail.from,
        subject: mail.subject,
        text: `${introduction(forwarding)}${mail.text}`,
        mark: reply.id,
        original,
      });
      if (sent.outcome === 'throttled' || sent.outcome === 'stopped') throw new ForwardLater(sent.detail);
    }
    await deps.replies.markForwarded(scope, reply, now);
  };
