import type { Campaign } from '../../contracts/campaign.ts';
import type { Fault } from '../../contracts/problem.ts';
import type { Sender } from '../../contracts/resources.ts';
import type { Rotation } from '../../contracts/rotation.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import { fault } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface CampaignSender {
  readonly senderId: string;
  readonly weight: number;
  readonly sender: Sender;
}

type Readable = Pick<SenderStore, 'get' | 'findByEmail'>;
type From = Pick<Campaign, 'senders' | 'fromEmail'>;

/** The senders that the mails of a campaign go out from; those that exist no more are left out. */
export async function sendersOf(
  senders: Readable,
  scope: TenantScope,
  campaign: From,
): Promise<readonly CampaignSender[]> {
  if (campaign.senders.length === 0) {
    const sender = campaign.fromEmail ? await senders.findByEmail(scope, campaign.fromEmail) : undefined;
    return sender ? [{ senderId: sender.id, weight: 1, sender }] : [];
  }
  const found = await Promise.all(
    campaign.senders.map(async (one) => ({ ...one, sender: await senders.get(scope, one.senderId) })),
  );
  return found.flatMap(({ sender, ...one }) => (sender ? [{ ...one, sender }] : []));
}

/** The From address of notices about a campaign: its own, else that of its first sender. */
export async function noticeAddress(
  senders: Readable,
  scope: TenantScope,
  campaign: From,
): Promise<string | undefined> {
  if (campaign.fromEmail) return campaign.fromEmail;
  const [first] = campaign.senders.length > 0 ? await sendersOf(senders, scope, campaign) : [];
  return first?.sender.email;
}

/** A campaign names only senders that exist. */
export async function senderFaults(
  senders: Pick<SenderStore, 'get'>,
  scope: TenantScope,
  rotation: Rotation | undefined,
): Promise<readonly Fault[]> {
  const found = await Promise.all((rotation ?? []).map(({ senderId }) => senders.get(scope, senderId)));
  return found.flatMap((sender, i) =>
    sender
      ? []
      : [
          fault(
            `body.senders.${i}.senderId`,
            'unknown_sender',
            'There is no such sender. List them with GET /api/senders.',
          ),
        ],
  );
}
