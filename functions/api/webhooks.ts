import { randomBytes } from 'node:crypto';
import { listDeliveries, redeliver, redeliverFailed, testWebhook } from '../../src/usecases/webhooks/deliveries.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  updateWebhook,
} from '../../src/usecases/webhooks/manage-webhooks.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';
import { internalHosts } from '../internal-hosts.ts';

const managing = () => ({
  webhooks: deps.webhooks(),
  clock: deps.clock,
  newSecret: () => `whsec_${randomBytes(32).toString('base64')}`,
  internalHosts: internalHosts(),
});

const delivering = () => ({
  webhooks: deps.webhooks(),
  deliveries: deps.deliveries(),
  queues: deps.queues(),
  clock: deps.clock,
});

export const handler = apiHandler('webhooks', {
  listWebhooks: ({ scope }) => listWebhooks(managing())(scope),
  createWebhook: ({ scope, body, creation }) => createWebhook({ ...managing(), ids: creation.ids })(scope, body),
  getWebhook: ({ scope, params }) => getWebhook(managing())(scope, params.id),
  updateWebhook: ({ scope, params, body }) => updateWebhook(managing())(scope, params.id, body),
  deleteWebhook: ({ scope, params }) => deleteWebhook(managing())(scope, params.id),
  rotateWebhookSecret: ({ scope, params }) => rotateWebhookSecret(managing())(scope, params.id),
  testWebhook: ({ scope, params, creation }) => testWebhook({ ...delivering(), ids: creation.ids })(scope, params.id),
  listDeliveries: ({ scope, params, query }) => listDeliveries(delivering())(scope, params.id, query),
  redeliverFailed: ({ scope, params, body }) => redeliverFailed(delivering())(scope, params.id, body),
  redeliver: ({ scope, params }) => redeliver(delivering())(scope, params.id, params.deliveryId),
});
