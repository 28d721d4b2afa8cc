import { Delivery, Webhook } from '../../contracts/webhook.ts';
import { deliveriesSince } from '../../domain/ids.ts';
import type { Tokens } from '../../usecases/ports/effects.ts';
import type { DeliveryFilter, DeliveryStore, WebhookStore } from '../../usecases/ports/webhook-store.ts';
import { fromItem, maybe, toItem } from './codec.ts';
import { secondsAfter } from './expiry.ts';
import { filteredPage } from './filtered-page.ts';
import { keys } from './keys.ts';
import type { Partition } from './pages.ts';
import type { Table } from './table.ts';
import { writesTo } from './writes.ts';

const keptDays = 30;

/** Webhooks of a tenant in one partition: whoever passes events on reads all of them at once. */
export function webhookStore(table: Table): WebhookStore {
  const writes = writesTo(table.name);
  const itemOf = (tenantId: string, webhook: Webhook) => toItem('webhook', keys.webhook(tenantId, webhook.id), webhook);
  return {
    list: async ({ tenantId }) => {
      const { pk } = keys.webhook(tenantId, '');
      const all = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
      const items = await Array.fromAsync(table.queryAll(all));
      return items.map((item) => fromItem(Webhook, item));
    },
    get: async ({ tenantId }, id) => maybe(Webhook, await table.get(keys.webhook(tenantId, id))),
    create: async ({ tenantId }, webhook) =>
      (await table.transact([writes.putNew(itemOf(tenantId, webhook))])).length === 0,
    save: async ({ tenantId }, webhook, seenRev) =>
      (await table.transact([writes.putSeen(itemOf(tenantId, webhook), seenRev)])).length === 0,
    remove: ({ tenantId }, id) => table.delete(keys.webhook(tenantId, id)),
    noteFailure: async ({ tenantId }, id, at) => {
      const { item } = await table.update({
        Key: { ...keys.webhook(tenantId, id) },
        UpdateExpression: 'SET failingSince = :at ADD rev :one',
        ConditionExpression: 'failingSince = :none',
        ExpressionAttributeValues: { ':at': at, ':none': null, ':one': 1 },
      });
      return maybe(Webhook, item);
    },
    noteSuccess: async ({ tenantId }, id) => {
      await table.update({
        Key: { ...keys.webhook(tenantId, id) },
        UpdateExpression: 'SET failingSince = :none ADD rev :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':none': null, ':one': 1 },
      });
    },
    disable: async ({ tenantId }, id, reason, at) => {
      const { applied } = await table.update({
        Key: { ...keys.webhook(tenantId, id) },
        UpdateExpression: 'SET enabled = :off, disabledReason = :reason, updatedAt = :at ADD rev :one',
        ConditionExpression: 'enabled = :on',
        ExpressionAttributeValues: { ':off': false, ':on': true, ':reason': reason, ':at': at, ':one': 1 },
      });
      return applied;
    },
  };
}

/** Deliveries beside their webhook; their ids are in order of time. */
export function deliveryStore(table: Table, tokens: () => Tokens): DeliveryStore {
  const writes = writesTo(table.name);
  const itemOf = (tenantId: string, delivery: Delivery) =>
    toItem('delivery', keys.delivery(tenantId, delivery.webhookId, delivery.id), {
      ...delivery,
      ttl: secondsAfter(delivery.at, keptDays),
    });
  return {
    get: async ({ tenantId }, webhookId, id) =>
      maybe(Delivery, await table.get(keys.delivery(tenantId, webhookId, id))),
    add: async ({ tenantId }, delivery) => {
      await table.transact([writes.putNew(itemOf(tenantId, delivery))]);
    },
    save: ({ tenantId }, delivery) => table.put(itemOf(tenantId, delivery)),
    list: async ({ tenantId }, webhookId, request) => {
      const list = `deliveries:${tenantId}:${webhookId}`;
      const page = await filteredPage(table, tokens(), list, partitionOf(tenantId, webhookId, request), request);
      return { ...page, items: page.items.map((item) => fromItem(Delivery, item)) };
    },
  };
}

/** After every id, which are of digits and lower-case letters. */
const end = '~';

/** The newest first. */
function partitionOf(tenantId: string, webhookId: string, { since, status, type }: DeliveryFilter): Partition {
  const from = since === undefined ? '' : deliveriesSince(Date.parse(since));
  const wanted = Object.entries({ status, type }).filter(([, value]) => value !== undefined);
  return {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': keys.delivery(tenantId, webhookId, '').pk,
      ':from': keys.delivery(tenantId, webhookId, from).sk,
      ':to': keys.delivery(tenantId, webhookId, end).sk,
      ...Object.fromEntries(wanted.map(([name, value]) => [`:${name}`, value])),
    },
    ...(wanted.length > 0
      ? {
          FilterExpression: wanted.map(([name]) => `#${name} = :${name}`).join(' AND '),
          ExpressionAttributeNames: Object.fromEntries(wanted.map(([name]) => [`#${name}`, name])),
        }
      : {}),
    ScanIndexForward: false,
  };
}
