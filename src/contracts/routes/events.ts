import * as z from 'zod';
import { EventReceipt, NewEvents } from '../event.ts';
import { route } from './route.ts';

/** What happens to contacts elsewhere: sign-ups, orders, carts. */
export const eventRoutes = {
  sendEvents: route({
    method: 'POST',
    path: '/api/events',
    area: 'events',
    summary: 'Tell what happened to contacts: wakes those who wait for it, and starts triggered campaigns',
    permission: 'contacts:write',
    rate: 'write',
    body: NewEvents,
    maxBodyBytes: 1_000_000,
    reply: z.object({ events: z.array(EventReceipt) }).meta({ id: 'EventReceipts' }),
    status: 202,
  }),
} as const;
