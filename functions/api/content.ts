import { sesTenants } from '../../src/adapters/ses/tenants.ts';
import { ok } from '../../src/domain/result.ts';
import { expecting } from '../../src/usecases/access/precondition.ts';
import { paceSender } from '../../src/usecases/content/pace-sender.ts';
import {
  createSender,
  deleteSender,
  getSender,
  updateSender,
  updateSettings,
} from '../../src/usecases/content/senders.ts';
import { releaseProvider } from '../../src/usecases/delivery/release-provider.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { apiHandler } from '../http.ts';
import { identities } from '../identity-deps.ts';
import { once } from '../once.ts';

const isolation = once(() =>
  env('SES_TENANTS') === 'on'
    ? sesTenants({ arnStart: env('SES_ARN_START'), configurationSet: env('CONFIGURATION_SET') })
    : undefined,
);

const sending = () => ({
  isolation: isolation(),
  senders: deps.senders(),
  identities: identities(),
  dns: deps.dns(),
  metrics: deps.metrics,
  clock: deps.clock,
  ids: deps.ids,
});

export const handler = apiHandler('content', {
  createSender: ({ scope, body, creation }) => createSender({ ...sending(), ids: creation.ids })(scope, body),
  listSenders: async ({ scope, query }) => ok(await deps.senders().list(scope, query)),
  getSender: ({ scope, params }) => getSender(sending())(scope, params.id),
  updateSender: ({ scope, params, body }) => updateSender(sending())(scope, params.id, body),
  deleteSender: ({ scope, params }) => deleteSender(sending())(scope, params.id),
  paceSender: ({ scope, params, body }) => paceSender(sending())(scope, params.id, body),
  releaseProvider: ({ scope, params }) => releaseProvider({ providers: deps.providers() })(scope, params.provider),
  getSettings: async ({ scope }) => ok(await deps.settings().get(scope)),
  getWebhookSecret: async ({ scope }) => ok({ secret: await deps.webhookSecrets().secretOf(scope.tenantId) }),
  updateSettings: ({ scope, body, ifMatch }) => updateSettings(expecting(deps.settings(), ifMatch))(scope, body),
});
