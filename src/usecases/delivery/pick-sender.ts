import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import { addressOfThread, senderOrder, takesContacts } from '../../domain/delivery/rotation.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';
import { type CampaignSender, sendersOf } from './campaign-senders.ts';
import type { Allowance, Refusal, SenderAllowance } from './sender-allowance.ts';

export interface Deps {
  /** May be a minute old. */
  readonly senders: Pick<SenderStore, 'get' | 'findByEmail'>;
  readonly journeys: Pick<JourneyStore, 'messagesOf'>;
  readonly allowance: SenderAllowance;
}

/** The From address; `name` where it is one of several and has a name of its own. */
export interface MailFrom {
  readonly email: string;
  readonly name: string | null;
  /** Its mails are of the SES tenant of the organization. */
  readonly sesTenant: boolean;
}

export type Picked = (Extract<Allowance, { granted: true }> & { readonly from: MailFrom }) | Refusal;

export interface PickSender {
  /** Counts the mail towards the day of the sender it gets, or says why it waits; undefined when there is no sender. */
  pick(scope: TenantScope, campaign: Campaign, message: Message): Promise<Picked | undefined>;
  /** That every sender of the campaign refused a moment ago. */
  refusal(scope: TenantScope, campaign: Campaign): Promise<Refusal | undefined>;
}

const soonest = (refusals: readonly Refusal[]): Refusal | undefined =>
  refusals.toSorted((a, b) => (a.until < b.until ? -1 : 1))[0];

async function takeFrom({ allowance }: Deps, scope: TenantScope, from: MailFrom): Promise<Picked> {
  const refused = allowance.refusal(scope, from.email);
  if (refused) return refused;
  const answer = await allowance.take(scope, from.email);
  return answer.granted ? { ...answer, from } : answer;
}

/** The first that may send; when none may, the one that may first says why. Without a usable one they are all tried as they are. */
async function firstFree(
  deps: Deps,
  scope: TenantScope,
  candidates: readonly CampaignSender[],
): Promise<Picked | undefined> {
  const usable = candidates.filter(({ sender }) => takesContacts(sender));
  const refusals: Refusal[] = [];
  for (const { sender } of usable.length > 0 ? usable : candidates) {
    const picked = await takeFrom(deps, scope, sender);
    if (picked.granted) return picked;
    refusals.push(picked);
  }
  return soonest(refusals);
}

/** The sender of the mails before, if it is still ours. */
async function threadSender(
  { senders, journeys }: Deps,
  scope: TenantScope,
  { fromEmail }: Campaign,
  message: Message,
): Promise<MailFrom | undefined> {
  const address = addressOfThread(message, await journeys.messagesOf(scope, message.contactId), fromEmail);
  return address === undefined ? undefined : senders.findByEmail(scope, address);
}

/**
 * Who a mail is from. Of the senders of a rotation a contact has one by its hash, and keeps the one that its first mail of the enrollment
 * came from: mails of a thread wait for their sender, whatever becomes of the rotation. A rotation costs one query for each mail.
 */
export function pickSender(deps: Deps): PickSender {
  const { senders, allowance } = deps;
  return {
    refusal: async (scope, campaign) => {
      const rotation = campaign.senders.length > 0;
      const emails = rotation
        ? (await sendersOf(senders, scope, campaign)).flatMap(({ sender }) =>
            takesContacts(sender) ? [sender.email] : [],
          )
        : [campaign.fromEmail ?? ''];
      const refused = emails.flatMap((email) => allowance.refusal(scope, email) ?? []);
      return refused.length === emails.length ? soonest(refused) : undefined;
    },
    pick: async (scope, campaign, message) => {
      const { fromEmail } = campaign;
      if (campaign.senders.length === 0) {
        if (fromEmail === null) return undefined;
        const sesTenant = (await senders.findByEmail(scope, fromEmail))?.sesTenant ?? false;
        return takeFrom(deps, scope, { email: fromEmail, name: null, sesTenant });
      }
      const own = await threadSender(deps, scope, campaign, message);
      if (own) return takeFrom(deps, scope, own);
      const all = await sendersOf(senders, scope, campaign);
      return firstFree(deps, scope, senderOrder(message, all));
    },
  };
}
