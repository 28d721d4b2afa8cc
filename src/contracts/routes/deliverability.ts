import { Deliverability, ProviderParams, ProviderStanding } from '../deliverability.ts';
import { id, route } from './route.ts';

/** How mails arrive, and the brakes on mailbox providers. */
export const deliverabilityRoutes = {
  getDeliverability: route({
    method: 'GET',
    path: '/api/campaigns/{id}/deliverability',
    area: 'campaigns',
    summary: 'How the mails of a campaign arrive: by sender, by mailbox provider, and what is held',
    permission: 'campaigns:read',
    rate: 'read',
    params: id,
    reply: Deliverability,
    status: 200,
  }),
  releaseProvider: route({
    method: 'POST',
    path: '/api/deliverability/providers/{provider}/release',
    area: 'content',
    summary: 'End the hold on the mails to a mailbox provider',
    permission: 'settings:write',
    rate: 'write',
    params: ProviderParams,
    reply: ProviderStanding.pick({ provider: true, hold: true }).meta({ id: 'ReleasedProvider' }),
    status: 200,
  }),
} as const;
