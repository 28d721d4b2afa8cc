import type { OutsideAction } from '../../contracts/action.ts';
import type { Effect } from '../../contracts/effect.ts';
import { noticeAddress } from '../delivery/campaign-senders.ts';
import { teamMail } from '../delivery/team-mail.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Mailer, SendOutcome } from '../ports/effects.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { TenantScope } from '../scope.ts';
import type { Attempt } from './run-effect.ts';

export interface NotifyDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly contacts: Pick<ContactStore, 'get'>;
  readonly senders: Pick<SenderStore, 'get' | 'findByEmail'>;
  readonly mailer: Mailer;
  readonly publicUrl: string;
}

type Notify = Extract<OutsideAction, { type: 'notify' }>;

const judge = (outcome: SendOutcome): Attempt => {
  if (outcome.outcome === 'sent') return { outcome: 'done', detail: 'The team was told.' };
  // A second notice does less harm than none.
  return outcome.outcome === 'refused'
    ? { outcome: 'failed', detail: `SES did not take the mail: ${outcome.detail}` }
    : { outcome: 'later', detail: outcome.detail };
};

/** Mails people of the team that a contact came to this step. It is no campaign mail: nothing is counted. */
export async function notifyTeam(
  deps: NotifyDeps,
  scope: TenantScope,
  effect: Effect,
  action: Notify,
): Promise<Attempt> {
  const [campaign, contact] = await Promise.all([
    deps.campaigns.get(scope, effect.campaignId),
    deps.contacts.get(scope, effect.contactId),
  ]);
  const email = campaign && (await noticeAddress(deps.senders, scope, campaign));
  if (!email) return { outcome: 'failed', detail: 'The campaign has no From address any more.' };
  if (!contact) return { outcome: 'failed', detail: 'The contact was deleted.' };
  const who = [contact.firstName, contact.lastName].filter(Boolean).join(' ');
  const lines = [
    action.text,
    `Contact: ${who ? `${who} <${contact.email}>` : contact.email}`,
    `Campaign: ${campaign.name}`,
    `${deps.publicUrl}/api/contacts/${contact.id}`,
  ].filter((line) => line !== '');
  for (const to of action.to) {
    const from = { name: campaign.fromName ?? campaign.name, email };
    const about = { replyTo: contact.email, subject: action.subject, lines, notice: effect.id };
    const outcome = await deps.mailer.send(teamMail(scope, { from, to, ...about }));
    if (outcome.outcome !== 'sent') return judge(outcome);
  }
  return { outcome: 'done', detail: 'The team was told.' };
}
