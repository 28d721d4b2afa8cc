import type { Campaign } from '../../contracts/campaign.ts';
import type { Reply } from '../../contracts/reply.ts';
import type { ReplyNotice, SesReceived } from '../../contracts/ses-event.ts';
import { eventIdOf } from '../../domain/ids.ts';
import { type Classified, classifyReply } from '../../domain/replies/classify.ts';
import { headerOf, type ReceivedMail } from '../../domain/replies/received-mail.ts';
import { isTrusted } from '../../domain/replies/trust.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Queues } from '../ports/effects.ts';
import type { Forward, InboundMails, ReadMail, ReplyStore } from '../ports/reply-store.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import { leaveListOf } from '../tracking/leave-list.ts';
import { type Deps as StopDeps, stopContact } from '../tracking/stop-contact.ts';
import type { TellOfStop } from '../webhooks/tell-of-stop.ts';
import { type Addressed, addressedBy, type Deps as FindDeps, findMeant, type Meant } from './find-message.ts';
import { type Deps as ForwardDeps, forwardReply } from './forward-reply.ts';
import { type Deps as HoldDeps, holdOutOfOffice } from './hold-out-of-office.ts';

export interface Deps extends FindDeps, Omit<ForwardDeps, 'replies' | 'senders'>, Omit<HoldDeps, 'journeys'> {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: StopDeps['journeys'] & FindDeps['journeys'];
  readonly senders: FindDeps['senders'] & ForwardDeps['senders'];
  readonly contacts: FindDeps['contacts'] & Pick<ContactStore, 'get'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly inbound: InboundMails;
  readonly readMail: ReadMail;
  readonly replies: Pick<ReplyStore, 'add'> & ForwardDeps['replies'];
  readonly queues: Pick<Queues, 'tracking'>;
  readonly tellOfStop?: TellOfStop;
}

interface Received {
  readonly notice: SesReceived;
  readonly original: Uint8Array;
  readonly mail: ReceivedMail;
  readonly classified: Classified;
  readonly meant: Meant;
  readonly campaign: Campaign;
}

const canonical = (instant: string): string => new Date(instant).toISOString();

const replyOf = ({ notice, mail, classified, meant: { message, match } }: Received, forward: Forward): Reply => ({
  id: notice.mail.messageId,
  contactId: message.contactId,
  campaignId: message.campaignId,
  stepId: message.stepId,
  sendId: message.sendId,
  class: classified.class,
  match,
  from: mail.from,
  subject: mail.subject.slice(0, 998),
  excerpt: classified.excerpt,
  returnDate: classified.returnDate,
  ...forward,
  at: canonical(notice.receipt.timestamp),
});

/** Recorded where all events of mails are: flags, counters, stops and what hangs on them. */
function record({ queues }: Deps, { notice, meant: { message } }: Received, type: ReplyNotice['type']) {
  const { tenantId, contactId, sendId } = message;
  return queues.tracking([
    {
      notificationType: 'Reply',
      id: eventIdOf([notice.mail.messageId, 'Received']),
      type,
      at: notice.receipt.timestamp,
      tenantId,
      contactId,
      sendId,
      sesMessageId: notice.mail.messageId,
    },
  ]);
}

const leave = (deps: Deps, { meant: { scope, message }, campaign }: Received, source: string): Promise<void> =>
  stopContact(deps)(scope, leaveListOf(campaign.category, message, source));

type Effect = (deps: Deps, received: Received) => Promise<void>;

/** What follows from a mail that surely answers one of ours, by its class. */
const effects: { readonly [C in Classified['class']]: Effect } = {
  human: (deps, received) => record(deps, received, 'replied'),
  wants_out: async (deps, received) => {
    const { unsubscribeByReply } = await deps.settings.get(received.meant.scope);
    await (unsubscribeByReply ? leave(deps, received, 'reply') : record(deps, received, 'replied'));
  },
  out_of_office: async (deps, received) => {
    const { classified, meant, campaign } = received;
    const { returnDate } = classified;
    await record(deps, received, 'autoReplied');
    if (campaign.holdOutOfOffice && returnDate)
      await holdOutOfOffice(deps)(meant.scope, campaign, meant.message, returnDate);
  },
  auto_reply: (deps, received) => record(deps, received, 'autoReplied'),
  bounce_report: async (deps, received) => {
    if (received.classified.permanent) await record(deps, received, 'bounced');
  },
  read_receipt: async () => {},
};

const pending: Forward = { forwarded: 'pending', forwardReason: null };
const staysHere = (forwardReason: string): Forward => ({ forwarded: 'no', forwardReason });

/** Whether a reply is to be forwarded, or why not. */
async function forwardOf({ settings }: Deps, { classified, meant }: Received): Promise<Forward> {
  if (meant.match === 'possible') return staysHere('It is not sure which mail it answers.');
  if (classified.class === 'human' || classified.class === 'wants_out') return pending;
  const isAnswer = classified.class === 'out_of_office' || classified.class === 'auto_reply';
  if (!isAnswer) return staysHere('Reports of mail systems are not forwarded.');
  return (await settings.get(meant.scope)).forwardAutomatic
    ? pending
    : staysHere('Automatic answers are not forwarded: the settings have forwardAutomatic off.');
}

async function settle(deps: Deps, received: Received): Promise<void> {
  const { notice, meant, classified, campaign, mail, original } = received;
  const contact = await deps.contacts.get(meant.scope, meant.message.contactId);
  if (!contact) return;
  const trusted = isTrusted(classified, { from: mail.from, receipt: notice.receipt, contact: contact.email });
  const forward = await forwardOf(deps, received);
  // Who asks for no more mail from another address is shown, and read by the sender: a person decides.
  const shown: Received = trusted ? received : { ...received, meant: { ...meant, match: 'possible' } };
  const reply = replyOf(shown, forward);
  if (!(await deps.replies.add(meant.scope, reply))) return;
  if (trusted && meant.match !== 'possible') await effects[classified.class](deps, received);
  const { from } = meant.message;
  if (forward.forwarded === 'pending') await forwardReply(deps)(meant.scope, { campaign, from, reply, mail, original });
}

/** The sender of the envelope, which SES tells beside the mail: none marks a machine. */
const withEnvelope = ({ mail: { source } }: SesReceived, mail: ReceivedMail): ReceivedMail =>
  source === '' || source === '<>'
    ? { ...mail, headers: [{ name: 'return-path', value: '<>' }, ...mail.headers] }
    : mail;

async function leaveByMail(deps: Deps, { scope, message }: Addressed): Promise<void> {
  const campaign = await deps.campaigns.get(scope, message.campaignId);
  await stopContact(deps)(scope, leaveListOf(campaign?.category ?? null, message, 'mailto'));
}

/**
 * Takes a mail that SES received: an unsubscribe mail stops its list; any other is read, matched to the mail it answers, told apart and
 * acted upon. Mails that answer none of ours, carry a virus or were forwarded by us ask for nothing. Safe to repeat.
 */
export const receiveReply =
  (deps: Deps) =>
  async (notice: SesReceived): Promise<void> => {
    const addressed = await addressedBy(deps, notice);
    for (const one of addressed) if (one.purpose === 'unsubscribe') await leaveByMail(deps, one);
    const replies = addressed.filter(({ purpose }) => purpose === 'reply');
    if (notice.receipt.virusVerdict?.status === 'FAIL' || (replies.length === 0 && addressed.length > 0)) return;
    const original = await deps.inbound.read(notice.receipt.action.objectKey);
    const mail = withEnvelope(notice, await deps.readMail(original, canonical(notice.receipt.timestamp)));
    if (headerOf(mail, 'x-penguinmails-forwarded') !== '') return;
    const found = replies.length > 0 ? undefined : await findMeant(deps, mail);
    const all: readonly Meant[] = found ? [found] : replies.map((one) => ({ ...one, match: 'address' }));
    const classified = classifyReply(mail);
    for (const meant of all) {
      const campaign = await deps.campaigns.get(meant.scope, meant.message.campaignId);
      if (campaign) await settle(deps, { notice, original, mail, classified, meant, campaign });
    }
  };
