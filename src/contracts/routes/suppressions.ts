import * as z from 'zod';
import { CategoryName } from '../category.ts';
import { PageQuery, pageOf } from '../primitives.ts';
import { NewSuppressions, SuppressionCheck, SuppressionView } from '../suppression.ts';
import { route } from './route.ts';

const maxEmail = 320;

export const suppressionRoutes = {
  listSuppressions: route({
    method: 'GET',
    path: '/api/suppressions',
    area: 'contacts',
    summary: 'The suppression list, the newest entries first',
    permission: 'contacts:read',
    rate: 'read',
    query: PageQuery,
    reply: pageOf(SuppressionView),
    status: 200,
  }),
  addSuppressions: route({
    method: 'POST',
    path: '/api/suppressions',
    area: 'contacts',
    summary: 'Put addresses on the suppression list and stop what is planned for them',
    permission: 'contacts:write',
    rate: 'bulk',
    body: NewSuppressions,
    reply: z.object({ suppressed: z.number().int().meta({ description: 'Addresses now on the list.' }) }),
    status: 200,
  }),
  checkSuppression: route({
    method: 'GET',
    path: '/api/suppressions/check',
    area: 'contacts',
    summary: 'Whether an address is on the suppression list, and why',
    permission: 'contacts:read',
    rate: 'read',
    query: z.strictObject({ email: z.string().min(1).max(maxEmail) }),
    reply: SuppressionCheck,
    status: 200,
  }),
  liftSuppression: route({
    method: 'DELETE',
    path: '/api/suppressions/{email}',
    area: 'contacts',
    summary: 'Take an address off the suppression list',
    permission: 'contacts:write',
    rate: 'write',
    params: z.object({ email: z.string().min(1).max(maxEmail) }),
    query: z.strictObject({
      category: CategoryName.optional().meta({
        description: 'Only its entry for this category; else that for all mails.',
      }),
      confirm: z.string().trim().min(1).max(255).optional().meta({
        description: 'The source of a new consent: without it, what the reader itself asked for stays.',
        example: 'signup_form',
      }),
    }),
    reply: SuppressionCheck,
    status: 200,
  }),
} as const;
