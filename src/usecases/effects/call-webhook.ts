import type { OutsideAction } from '../../contracts/action.ts';
import type { Effect } from '../../contracts/effect.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { WebhookReply, WebhookSecrets, WebhookSender } from '../ports/effect-store.ts';
import type { TenantScope } from '../scope.ts';
import type { Attempt } from './run-effect.ts';

export interface WebhookDeps {
  readonly contacts: Pick<ContactStore, 'get'>;
  readonly webhooks: WebhookSender;
  readonly webhookSecrets: WebhookSecrets;
}

type Webhook = Extract<OutsideAction, { type: 'webhook' }>;

/** A client error will be the same tomorrow, but for "slow down" and "too early". */
const passes = (status: number): boolean => status >= 500 || status === 408 || status === 425 || status === 429;

function judge(reply: WebhookReply): Attempt {
  if (reply.kind === 'refused') return { outcome: 'failed', detail: reply.detail };
  if (reply.kind === 'unreachable') return { outcome: 'later', detail: reply.detail };
  const detail = `The receiver answered with status ${reply.status}.`;
  if (reply.status >= 200 && reply.status < 300) return { outcome: 'done', detail };
  return { outcome: passes(reply.status) ? 'later' : 'failed', detail };
}

/** Calls a webhook of the tenant as Standard Webhooks has it: id, time and body are signed; the id stays the same in every attempt. */
export async function callWebhook(
  deps: WebhookDeps,
  scope: TenantScope,
  effect: Effect,
  action: Webhook,
): Promise<Attempt> {
  const contact = await deps.contacts.get(scope, effect.contactId);
  if (!contact) return { outcome: 'failed', detail: 'The contact was deleted.' };
  const { email, firstName, lastName, company, country, tags, leadScore, custom } = contact;
  const body = JSON.stringify({
    type: 'sequence.webhook',
    timestamp: effect.plannedAt,
    data: {
      campaignId: effect.campaignId,
      stepId: effect.stepId,
      contact: { id: contact.id, email, firstName, lastName, company, country, tags, leadScore, custom },
      ...(action.data ? { data: action.data } : {}),
    },
  });
  const secret = await deps.webhookSecrets.secretOf(scope.tenantId);
  return judge(await deps.webhooks.send({ url: action.url, id: effect.id, secret, body }));
}
