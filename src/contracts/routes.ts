import { accessRoutes } from './routes/access.ts';
import { campaignTemplateRoutes } from './routes/campaign-templates.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { contactRoutes } from './routes/contacts.ts';
import { contentRoutes } from './routes/content.ts';
import { deliverabilityRoutes } from './routes/deliverability.ts';
import { engagementRoutes } from './routes/engagement.ts';
import { eventRoutes } from './routes/events.ts';
import { experimentRoutes } from './routes/experiments.ts';
import { publicRoutes } from './routes/public.ts';
import type { Route } from './routes/route.ts';
import { segmentRoutes } from './routes/segments.ts';
import { suppressionRoutes } from './routes/suppressions.ts';
import { templateRoutes } from './routes/templates.ts';
import { transferRoutes } from './routes/transfers.ts';
import { webhookRoutes } from './routes/webhooks.ts';

export { type Permission, permissions } from './permissions.ts';
export type { Area, Route } from './routes/route.ts';

/** Every HTTP route: infrastructure, validation, permissions, OpenAPI and tests are read from here. */
export const routes = {
  ...campaignRoutes,
  ...engagementRoutes,
  ...experimentRoutes,
  ...contactRoutes,
  ...suppressionRoutes,
  ...segmentRoutes,
  ...transferRoutes,
  ...templateRoutes,
  ...campaignTemplateRoutes,
  ...contentRoutes,
  ...deliverabilityRoutes,
  ...eventRoutes,
  ...webhookRoutes,
  ...accessRoutes,
  ...publicRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
