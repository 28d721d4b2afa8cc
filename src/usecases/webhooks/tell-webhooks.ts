import type { Delivery, Notice, Webhook, WebhookWork } from '../../contracts/webhook.ts';
import { deliveryIdOf } from '../../domain/ids.ts';
import { bodyOf } from '../../domain/webhooks/notice.ts';
import { wants } from '../../domain/webhooks/wants.ts';
import { inParallel } from '../in-parallel.ts';
import type { Queues } from '../ports/effects.ts';
import type { DeliveryStore, WebhookStore } from '../ports/webhook-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly webhooks: Pick<WebhookStore, 'list'>;
  readonly deliveries: Pick<DeliveryStore, 'add'>;
  readonly queues: Pick<Queues, 'webhooks'>;
}

const atOnce = 10;

export const newDelivery = (
  webhook: Pick<Webhook, 'id'>,
  type: Delivery['type'],
  notice: Pick<Notice, 'noticeId' | 'at' | 'data'>,
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

/** Plans a delivery of each notice for each webhook that asks for it. Notices that come again plan the same deliveries. */
export const tellWebhooks =
  ({ webhooks, deliveries, queues }: Deps) =>
  async (scope: TenantScope, notices: readonly Notice[]): Promise<void> => {
    const all = await webhooks.list(scope);
    const planned = notices.flatMap((notice) =>
      all.filter((webhook) => wants(webhook, notice)).map((webhook) => newDelivery(webhook, notice.type, notice)),
    );
    await inParallel(planned, atOnce, (delivery) => deliveries.add(scope, delivery));
    const work = planned.map(
      ({ id, webhookId }): WebhookWork => ({ tenantId: scope.tenantId, webhookId, deliveryId: id }),
    );
    if (work.length > 0) await queues.webhooks(work);
  };
