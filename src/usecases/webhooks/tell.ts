import type { Notice, Webhook } from '../../contracts/webhook.ts';
import type { WebhookEvent } from '../../contracts/webhook-event.ts';
import { slices } from '../../domain/slices.ts';
import { wants } from '../../domain/webhooks/wants.ts';
import type { Queues } from '../ports/effects.ts';
import type { WebhookStore } from '../ports/webhook-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  /** May be some seconds old. */
  readonly webhooks: Pick<WebhookStore, 'list'>;
  readonly queues: Pick<Queues, 'webhooks'>;
}

/** Has those webhooks told that ask for it; costs nothing where none does. To be called once what the notices say is committed. */
export type Tell = (scope: TenantScope, notices: readonly Notice[]) => Promise<void>;

/** Far below the 256 KB of a message of SQS, and within the time of the function that plans their deliveries. */
const perMessage = 50;

export const asksFor = (webhooks: readonly Webhook[], types: readonly WebhookEvent[]): boolean =>
  webhooks.some(({ enabled, events }) => enabled && events.some((type) => types.includes(type)));

export const tellAskers =
  ({ webhooks, queues }: Deps): Tell =>
  async (scope, notices) => {
    if (notices.length === 0) return;
    const all = await webhooks.list(scope);
    const asked = notices.filter((notice) => all.some((webhook) => wants(webhook, notice)));
    if (asked.length === 0) return;
    await queues.webhooks(slices(asked, perMessage).map((some) => ({ tenantId: scope.tenantId, notices: some })));
  };
