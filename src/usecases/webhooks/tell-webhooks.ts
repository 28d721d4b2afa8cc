import type { Delivery, Webhook, WebhookNotice, WebhookWork } from '../../contracts/webhook.ts';
import { deliveryIdOf } from '../../domain/ids.ts';
import { bodyOf, wants } from '../../domain/webhooks/notice.ts';
import type { Queues } from '../ports/effects.ts';
import type { DeliveryStore, WebhookStore } from '../ports/webhook-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly webhooks: Pick<WebhookStore, 'list'>;
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly queues: Pick<Queues, 'webhooks'>;
}

export const newDelivery = (
  webhook: Pick<Webhook, 'id'>,
  type: Delivery['type'],
  notice: Pick<WebhookNotice, 'noticeId' | 'at' | 'data'>,
): Delivery => ({
  id: deliveryIdOf(webhook.id, notice.noticeId, Date.parse(notice.at)),
  webhookId: webhook.id,
  type,
  at: notice.at,
  body: bodyOf({ type, at: notice.at, data: notice.data }),
  status: 'pending',
  attempts: [],
  nextAttemptAt: null,
});

/** Plans a delivery of a notice for each webhook that asks for it. A notice that comes again plans the same deliveries. */
export const tellWebhooks =
  ({ webhooks, deliveries, queues }: Deps) =>
  async (scope: TenantScope, notice: WebhookNotice): Promise<void> => {
    const asking = (await webhooks.list(scope)).filter((webhook) => wants(webhook, notice));
    const planned = asking.map((webhook) => newDelivery(webhook, notice.type, notice));
    for (const delivery of planned) await deliveries.add(scope, delivery);
    const work = planned.map(
      ({ id, webhookId }): WebhookWork => ({ tenantId: scope.tenantId, webhookId, deliveryId: id }),
    );
    if (work.length > 0) await queues.webhooks(work);
  };
