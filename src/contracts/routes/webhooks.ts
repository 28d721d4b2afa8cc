import * as z from 'zod';
import { PathId, pageOf } from '../primitives.ts';
import {
  DeliveryQuery,
  DeliveryView,
  NewWebhook,
  Redelivery,
  WebhookPatch,
  WebhookView,
  WebhookWithSecret,
} from '../webhook.ts';
import { empty, id, nothing, route } from './route.ts';

const shared = { area: 'webhooks', params: id } as const;
const reading = { ...shared, permission: 'settings:read', rate: 'read' } as const;
const writing = { ...shared, permission: 'settings:write', rate: 'write' } as const;
const Queued = z
  .object({ deliveryId: z.string().meta({ description: 'Also the `webhook-id` that the receiver gets.' }) })
  .meta({ id: 'QueuedDelivery' });

/** Addresses of tenants that are told what happens. */
export const webhookRoutes = {
  listWebhooks: route({
    method: 'GET',
    path: '/api/webhooks',
    area: 'webhooks',
    summary: 'Webhooks',
    permission: 'settings:read',
    rate: 'read',
    reply: z.object({ items: z.array(WebhookView) }).meta({ id: 'Webhooks' }),
    status: 200,
  }),
  createWebhook: route({
    method: 'POST',
    path: '/api/webhooks',
    area: 'webhooks',
    summary: 'Have an address told what happens; the reply shows its secret this once',
    permission: 'settings:write',
    rate: 'write',
    body: NewWebhook,
    reply: WebhookWithSecret,
    status: 201,
  }),
  getWebhook: route({
    ...reading,
    method: 'GET',
    path: '/api/webhooks/{id}',
    summary: 'A webhook',
    reply: WebhookView,
    status: 200,
  }),
  updateWebhook: route({
    ...writing,
    method: 'PATCH',
    path: '/api/webhooks/{id}',
    summary: 'Change a webhook, or switch it on again',
    body: WebhookPatch,
    reply: WebhookView,
    status: 200,
  }),
  deleteWebhook: route({
    ...writing,
    method: 'DELETE',
    path: '/api/webhooks/{id}',
    summary: 'Delete a webhook; deliveries under way are given up',
    reply: nothing,
    status: 204,
  }),
  rotateWebhookSecret: route({
    ...writing,
    method: 'POST',
    path: '/api/webhooks/{id}/rotate-secret',
    summary: 'Give a webhook a new secret; for 24 hours both the old and the new one sign',
    body: empty,
    reply: WebhookWithSecret,
    status: 200,
  }),
  testWebhook: route({
    ...writing,
    method: 'POST',
    path: '/api/webhooks/{id}/test',
    summary: 'Send a webhook.test event',
    body: empty,
    reply: Queued,
    status: 202,
  }),
  listDeliveries: route({
    ...reading,
    method: 'GET',
    path: '/api/webhooks/{id}/deliveries',
    summary:
      'What a webhook was told in the last 30 days, the newest first; a page of a filter may be short and not the last',
    query: DeliveryQuery,
    reply: pageOf(DeliveryView),
    status: 200,
  }),
  redeliver: route({
    ...writing,
    method: 'POST',
    path: '/api/webhooks/{id}/deliveries/{deliveryId}/redeliver',
    summary: 'Send a delivery again, with the same webhook-id',
    params: z.object({ id: PathId, deliveryId: PathId }),
    body: empty,
    reply: Queued,
    status: 202,
  }),
  redeliverFailed: route({
    ...writing,
    method: 'POST',
    path: '/api/webhooks/{id}/redeliver',
    summary: 'Send failed deliveries again, a hundred a request; go on with the cursor until it is null',
    body: Redelivery,
    reply: z.object({ queued: z.number().int(), nextCursor: z.string().nullable() }).meta({ id: 'Redelivered' }),
    status: 202,
  }),
} as const;
