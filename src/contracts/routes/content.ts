import * as z from 'zod';
import { PageQuery, pageOf } from '../primitives.ts';
import { NewSender, Sender, Settings, SettingsPatch } from '../resources.ts';
import { id, nothing, route } from './route.ts';

/** Senders and the settings of the organization. */
export const contentRoutes = {
  createSender: route({
    method: 'POST',
    path: '/api/senders',
    area: 'content',
    summary: 'Register a From address: SES mails it a confirmation',
    permission: 'settings:write',
    rate: 'write',
    body: NewSender,
    reply: Sender,
    status: 201,
  }),
  listSenders: route({
    method: 'GET',
    path: '/api/senders',
    area: 'content',
    summary: 'List senders',
    permission: 'settings:read',
    rate: 'read',
    query: PageQuery,
    reply: pageOf(Sender),
    status: 200,
  }),
  getSender: route({
    method: 'GET',
    path: '/api/senders/{id}',
    area: 'content',
    summary: 'A sender, its state asked of SES',
    permission: 'settings:read',
    rate: 'read',
    params: id,
    reply: Sender,
    status: 200,
    etag: 'content',
  }),
  deleteSender: route({
    method: 'DELETE',
    path: '/api/senders/{id}',
    area: 'content',
    summary: 'Remove a sender',
    permission: 'settings:write',
    rate: 'write',
    params: id,
    reply: nothing,
    status: 204,
  }),
  getSettings: route({
    method: 'GET',
    path: '/api/settings',
    area: 'content',
    summary: 'Settings of the organization',
    permission: 'settings:read',
    rate: 'read',
    reply: Settings,
    status: 200,
    etag: 'revision',
  }),
  getWebhookSecret: route({
    method: 'GET',
    path: '/api/settings/webhook-secret',
    area: 'content',
    summary: 'The secret that webhooks are signed with',
    permission: 'settings:write',
    rate: 'read',
    reply: z
      .object({ secret: z.string().meta({ description: 'As Standard Webhooks has it: `whsec_` and base64.' }) })
      .meta({ id: 'WebhookSecret' }),
    status: 200,
  }),
  updateSettings: route({
    method: 'PATCH',
    path: '/api/settings',
    area: 'content',
    summary: 'Change settings',
    permission: 'settings:write',
    rate: 'write',
    body: SettingsPatch,
    reply: Settings,
    status: 200,
    etag: 'revision',
    ifMatch: true,
  }),
} as const;
