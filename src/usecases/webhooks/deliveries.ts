import type { Delivery } from '../../contracts/webhook.ts';
import { ok } from '../../domain/result.ts';
import { slices } from '../../domain/slices.ts';
import type { Clock, Ids, Queues } from '../ports/effects.ts';
import type { DeliveryFilter, DeliveryStore, WebhookStore } from '../ports/webhook-store.ts';
import { conflict, notFound, type Outcome } from '../problems.ts';
import type { Page, TenantScope } from '../scope.ts';
import { newDelivery } from './tell-webhooks.ts';

export interface Deps {
  readonly webhooks: Pick<WebhookStore, 'get'>;
  readonly deliveries: DeliveryStore;
  readonly queues: Pick<Queues, 'webhooks'>;
  readonly clock: Clock;
}

type Queued = Outcome<{ deliveryId: string }>;

export const listDeliveries =
  ({ webhooks, deliveries }: Deps) =>
  async (scope: TenantScope, id: string, page: DeliveryFilter): Outcome<Page<Delivery>> =>
    (await webhooks.get(scope, id)) ? ok(await deliveries.list(scope, id, page)) : notFound('webhook');

async function enqueue({ queues }: Deps, { tenantId }: TenantScope, { webhookId, id }: Delivery): Queued {
  await queues.webhooks([{ tenantId, webhookId, deliveryId: id }]);
  return ok({ deliveryId: id });
}

const isOff = 'The webhook is switched off. Switch it on first.';

/** Sends a made-up event, whatever the webhook asks for. */
export const testWebhook =
  (deps: Deps & { readonly ids: Ids }) =>
  async (scope: TenantScope, id: string): Queued => {
    const webhook = await deps.webhooks.get(scope, id);
    if (!webhook) return notFound('webhook');
    if (!webhook.enabled) return conflict(isOff);
    const noticeId = deps.ids.next('event');
    const delivery = newDelivery(webhook, 'webhook.test', { noticeId, at: deps.clock.now(), data: { webhookId: id } });
    await deps.deliveries.add(scope, delivery);
    return enqueue(deps, scope, delivery);
  };

const anew = (delivery: Delivery): Delivery => ({ ...delivery, status: 'pending', nextAttemptAt: null });

/** Attempts a delivery anew, from the first attempt on. The receiver knows it by its id. */
export const redeliver =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, deliveryId: string): Queued => {
    const webhook = await deps.webhooks.get(scope, id);
    const delivery = webhook && (await deps.deliveries.get(scope, id, deliveryId));
    if (!delivery) return notFound(webhook ? 'delivery' : 'webhook');
    if (!webhook.enabled) return conflict(isOff);
    await deps.deliveries.save(scope, anew(delivery));
    return enqueue(deps, scope, delivery);
  };

const redeliveredAtOnce = 100;
const atOnce = 10;

/**
 * Attempts failed deliveries of what happened since an instant anew, a hundred a call, the newest first; the cursor leads to the others.
 * A call that dies may leave up to ten pending with nobody to attempt them: {@link redeliver} does.
 */
export const redeliverFailed =
  (deps: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    wanted: Pick<DeliveryFilter, 'since' | 'type' | 'cursor'>,
  ): Outcome<{ queued: number; nextCursor: string | null }> => {
    const webhook = await deps.webhooks.get(scope, id);
    if (!webhook) return notFound('webhook');
    if (!webhook.enabled) return conflict(isOff);
    const filter = { ...wanted, status: 'failed', limit: redeliveredAtOnce } as const;
    const { items, nextCursor } = await deps.deliveries.list(scope, id, filter);
    for (const some of slices(items, atOnce)) {
      await Promise.all(some.map((delivery) => deps.deliveries.save(scope, anew(delivery))));
      await deps.queues.webhooks(
        some.map(({ id: deliveryId }) => ({ tenantId: scope.tenantId, webhookId: id, deliveryId })),
      );
    }
    return ok({ queued: items.length, nextCursor });
  };
