import type { Delivery, Webhook, WebhookWork } from '../../contracts/webhook.ts';
import { later } from '../../domain/later.ts';
import {
  failsPersistently,
  secondsToNext,
  secretsAt,
  type Verdict,
  verdictOn,
  withAttempt,
} from '../../domain/webhooks/attempts.ts';
import type { WebhookReply, WebhookSender } from '../ports/effect-store.ts';
import type { Clock, Metrics } from '../ports/effects.ts';
import type { DeliveryStore, WebhookStore } from '../ports/webhook-store.ts';
import type { TenantScope } from '../scope.ts';
import type { TellTeamOfWebhook } from './tell-team-of-webhook.ts';
import { type Deps as TellDeps, tellWebhooks } from './tell-webhooks.ts';

export interface Deps extends TellDeps {
  readonly webhooks: Pick<WebhookStore, 'list' | 'get' | 'noteFailure' | 'noteSuccess' | 'disable'>;
  readonly deliveries: Pick<DeliveryStore, 'get' | 'add' | 'save'>;
  readonly sender: WebhookSender;
  readonly metrics: Metrics;
  readonly tellTeam: TellTeamOfWebhook;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
}

interface Answer {
  readonly verdict: Verdict;
  readonly status: number | null;
  readonly detail: string;
}

function answerOf(reply: WebhookReply): Answer {
  if (reply.kind === 'answered')
    return {
      verdict: verdictOn(reply.status),
      status: reply.status,
      detail: `The receiver answered with status ${reply.status}.`,
    };
  return { verdict: reply.kind === 'refused' ? 'never' : 'again', status: null, detail: reply.detail };
}

const reasons = {
  gone: 'The receiver answered 410: it wants no more.',
  persistent: 'No delivery succeeded for more than a day.',
} as const;

interface Delivering {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly delivery: Delivery;
}

async function switchOff({ deps, scope }: Delivering, webhook: Webhook, reason: string): Promise<void> {
  const at = deps.clock.now();
  const webhookId = webhook.id;
  if (!(await deps.webhooks.disable(scope, webhookId, reason, at))) return;
  deps.metrics.count('WebhooksDisabled');
  const noticeId = `disabled-${webhookId}-${at}`;
  await tellWebhooks(deps)(scope, [{ noticeId, type: 'webhook.disabled', at, data: { webhookId, reason } }]);
  await deps.tellTeam(scope, webhook, reason);
}

/** What follows from a failure: the seconds to the next attempt, or none. */
async function failed(
  delivering: Delivering,
  before: Webhook,
  answer: Answer,
  received: number,
): Promise<number | undefined> {
  const { deps, scope, delivery } = delivering;
  const webhook = await deps.webhooks.noteFailure(scope, delivery.webhookId, deps.clock.now());
  const wait = answer.verdict === 'again' ? secondsToNext(received, deps.random()) : undefined;
  if (answer.verdict === 'gone') await switchOff(delivering, before, reasons.gone);
  else if (wait === undefined && webhook && failsPersistently(webhook, deps.clock.now()))
    await switchOff(delivering, webhook, reasons.persistent);
  return wait;
}

async function attempt(delivering: Delivering, webhook: Webhook, received: number): Promise<number | undefined> {
  const { deps, scope, delivery } = delivering;
  const now = deps.clock.now();
  const [secret = '', ...alsoSigned] = secretsAt(webhook, now);
  const { id, body } = delivery;
  const answer = answerOf(await deps.sender.send({ url: webhook.url, id, secret, alsoSigned, body }));
  const delivered = answer.verdict === 'delivered';
  if (delivered && webhook.failingSince !== null) await deps.webhooks.noteSuccess(scope, webhook.id);
  const wait = delivered ? undefined : await failed(delivering, webhook, answer, received);
  await deps.deliveries.save(scope, {
    ...delivery,
    status: delivered ? 'delivered' : wait === undefined ? 'failed' : 'pending',
    attempts: withAttempt(delivery, { at: now, status: answer.status, detail: answer.detail }),
    nextAttemptAt: wait === undefined ? null : later(now, wait * 1000),
  });
  return wait;
}

/**
 * Attempts one delivery; `received` is how often its message has come, from 1. Answers with the seconds to the next attempt, or undefined
 * when it is settled. Receivers may get it twice, with the same id. What waits for a webhook that was switched off or deleted is given up.
 */
export const deliverWebhook =
  (deps: Deps) =>
  async ({ tenantId, webhookId, deliveryId }: WebhookWork, received: number): Promise<number | undefined> => {
    const scope = { tenantId, principal: 'system' };
    const delivery = await deps.deliveries.get(scope, webhookId, deliveryId);
    if (delivery?.status !== 'pending') return undefined;
    const webhook = await deps.webhooks.get(scope, webhookId);
    if (webhook?.enabled) return attempt({ deps, scope, delivery }, webhook, received);
    await deps.deliveries.save(scope, { ...delivery, status: 'failed', nextAttemptAt: null });
    return undefined;
  };
