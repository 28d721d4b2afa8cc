import * as z from 'zod';
import { Cursor, Instant, Name, PageQuery, PathId, StoredInstant } from './primitives.ts';
import { WebhookData, webhookEvents } from './webhook-event.ts';

const url = z
  .url({ protocol: /^https?$/, error: 'Write a web address that begins with https://.' })
  .max(2048)
  .meta({ description: 'Where events are posted to. It must be https and lead to a public address.' });
const events = z
  .array(z.enum(webhookEvents))
  .min(1, { error: 'Name at least one event.' })
  .max(webhookEvents.length)
  .refine((names) => new Set(names).size === names.length, { error: 'Name each event once.' });
const campaignId = PathId.nullable().meta({
  description: 'Only what happens to mails of this campaign; null for all.',
});
const includeMachine = z.boolean().meta({ description: 'Whether opens and clicks of machines are told as well.' });

export const NewWebhook = z
  .strictObject({
    name: Name.optional(),
    url,
    events,
    campaignId: campaignId.default(null),
    includeMachine: includeMachine.default(false),
  })
  .meta({ id: 'NewWebhook' });
export type NewWebhook = z.infer<typeof NewWebhook>;

export const WebhookPatch = z
  .strictObject({ name: Name, url, events, campaignId, includeMachine, enabled: z.boolean() })
  .partial()
  .meta({ id: 'WebhookPatch' });
export type WebhookPatch = z.infer<typeof WebhookPatch>;

const Secret = z.object({
  secret: z.string(),
  /** Signs until then beside the newer one; null for the newest. */
  until: StoredInstant.nullable(),
});

export const Webhook = z.object({
  id: z.string(),
  name: z.string().nullable(),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  campaignId: z.string().nullable(),
  includeMachine: z.boolean(),
  enabled: z.boolean(),
  disabledReason: z.string().nullable(),
  /** When the first of all attempts failed that nothing has followed but failures. */
  failingSince: StoredInstant.nullable(),
  secrets: z.array(Secret),
  rev: z.number().int(),
  createdAt: StoredInstant,
  updatedAt: StoredInstant,
});
export type Webhook = z.infer<typeof Webhook>;

export const WebhookView = Webhook.omit({ secrets: true, rev: true }).meta({
  id: 'Webhook',
  description: 'An address that is told what happens, signed as Standard Webhooks has it (standardwebhooks.com).',
});

export const WebhookWithSecret = WebhookView.extend({
  secret: z.string().meta({ description: 'Shown this once: signatures are checked with it.' }),
}).meta({ id: 'WebhookWithSecret' });

export const deliveryStatuses = ['pending', 'delivered', 'failed'] as const;

const type = z.enum([...webhookEvents, 'webhook.test']);

const Attempt = z.object({
  at: StoredInstant,
  status: z.number().int().nullable().meta({ description: 'What the receiver answered; null where nobody did.' }),
  detail: z.string(),
});

/** One event for one webhook. Its id goes out as `webhook-id`, the same in every attempt. */
export const Delivery = z.object({
  id: z.string(),
  webhookId: z.string(),
  type,
  at: StoredInstant,
  body: z.string(),
  status: z.enum(deliveryStatuses),
  attempts: z.array(Attempt),
  nextAttemptAt: StoredInstant.nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

const since = Instant.meta({ description: 'Of what happened at this instant or later.' });
export const DeliveryQuery = PageQuery.extend({
  status: z.enum(deliveryStatuses).optional(),
  type: type.optional(),
  since: since.optional(),
});

export const Redelivery = z.strictObject({ since, type: type.optional(), cursor: Cursor.optional() }).meta({
  id: 'Redelivery',
  description: 'Which failed deliveries to attempt anew; the cursor is that of the answer before.',
});

export const DeliveryView = Delivery.meta({
  id: 'WebhookDelivery',
  description: 'What a webhook was told, or is to be, and each attempt. Kept for 30 days.',
});

/** A happening as webhooks are told of it. */
const Notice = z.strictObject({
  /** Names the happening: told again, it is the same delivery. */
  noticeId: z.string(),
  type: z.enum(webhookEvents),
  at: z.string(),
  data: WebhookData,
});
export type Notice = z.infer<typeof Notice>;

/** Webhooks queue: something to tell those webhooks of a tenant that ask for it, as versions before this one sent it. */
export const WebhookNotice = Notice.extend({ tenantId: z.string() });

/** Webhooks queue: what to tell those webhooks of a tenant that ask for it. */
export const WebhookNotices = z.strictObject({ tenantId: z.string(), notices: z.array(Notice).readonly() });
export type WebhookNotices = z.infer<typeof WebhookNotices>;

/** Webhooks queue: one delivery to attempt. Ids only. */
export const WebhookWork = z.strictObject({ tenantId: z.string(), webhookId: z.string(), deliveryId: z.string() });
export type WebhookWork = z.infer<typeof WebhookWork>;
