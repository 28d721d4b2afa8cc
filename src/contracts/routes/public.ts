import * as z from 'zod';
import { StoredInstant } from '../primitives.ts';
import { page, route } from './route.ts';

const token = z.object({ token: z.string().min(1).max(600) });

/** Routes without a key. */
export const publicRoutes = {
  showUnsubscribe: route({
    method: 'GET',
    path: '/u/{token}',
    area: 'public',
    summary: 'The page on which readers choose their mails and unsubscribe; opening it changes nothing',
    permission: 'public',
    rate: 'read',
    params: token,
    reply: page,
    replyType: 'html',
    status: 200,
  }),
  unsubscribe: route({
    method: 'POST',
    path: '/u/{token}',
    area: 'public',
    summary: 'Unsubscribe (RFC 8058 one-click, and the buttons of the page) or choose categories',
    permission: 'public',
    rate: 'write',
    params: token,
    body: z.string().optional(),
    bodyType: 'form',
    reply: page,
    replyType: 'html',
    status: 200,
  }),
  getOpenApi: route({
    method: 'GET',
    path: '/api/openapi.json',
    area: 'public',
    summary: 'This description, OpenAPI 3.1',
    permission: 'public',
    rate: 'read',
    reply: z.unknown(),
    replyType: 'openapi',
    status: 200,
    etag: 'content',
  }),
  getDocs: route({
    method: 'GET',
    path: '/api/docs',
    area: 'public',
    summary: 'This description for people',
    permission: 'public',
    rate: 'read',
    reply: page,
    replyType: 'html',
    status: 200,
  }),
  getHealth: route({
    method: 'GET',
    path: '/api/health',
    area: 'public',
    summary: 'Whether the API answers',
    permission: 'public',
    rate: 'read',
    reply: z.object({ status: z.literal('ok'), at: StoredInstant }),
    status: 200,
  }),
  getDashboard: route({
    method: 'GET',
    path: '/',
    area: 'public',
    summary: 'The dashboard page',
    permission: 'public',
    rate: 'read',
    reply: page,
    replyType: 'html',
    status: 200,
  }),
} as const;
