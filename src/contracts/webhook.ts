import * as z from 'zod';
import { Name, PathId, StoredInstant } from './primitives.ts';
import { actorClasses, signNames } from './sighting.ts';

/** What a webhook can be told of. */
export const webhookEvents = [
  'email.sent',
  'email.delivered',
  'email.delayed',
  'email.bounced',
  'email.complained',
  'email.rejected',
  'email.opened',
  'email.clicked',
  'email.replied',
  'webhook.disabled',
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

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

const Attempt = z.object({
  at: StoredInstant,
  status: z.number().int().nullable().meta({ description: 'What the receiver answered; null where nobody did.' }),
  detail: z.string(),
});

/** One event for one webhook. Its id goes out as `webhook-id`, the same in every attempt. */
export const Delivery = z.object({
  id: z.string(),
  webhookId: z.string(),
  type: z.enum([...webhookEvents, 'webhook.test']),
  at: StoredInstant,
  body: z.string(),
  status: z.enum(deliveryStatuses),
  attempts: z.array(Attempt),
  nextAttemptAt: StoredInstant.nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const DeliveryView = Delivery.meta({
  id: 'WebhookDelivery',
  description: 'What a webhook was told, or is to be, and each attempt. Kept for 30 days.',
});

/** Webhooks queue: something to tell those webhooks of a tenant that ask for it. */
export const WebhookNotice = z.strictObject({
  tenantId: z.string(),
  /** Names the happening: told again, it is the same delivery. */
  noticeId: z.string(),
  type: z.enum(webhookEvents),
  at: z.string(),
  data: z.strictObject({
    campaignId: z.string().optional(),
    stepId: z.string().optional(),
    contactId: z.string().optional(),
    sendId: z.string().optional(),
    webhookId: z.string().optional(),
    reason: z.string().optional(),
    link: z.string().optional(),
    bounce: z.strictObject({ type: z.string(), subType: z.string() }).optional(),
    actor: z
      .strictObject({ class: z.enum(actorClasses), score: z.number(), reasons: z.array(z.enum(signNames)).readonly() })
      .optional(),
  }),
});
export type WebhookNotice = z.infer<typeof WebhookNotice>;

/** Webhooks queue: one delivery to attempt. Ids only. */
export const WebhookWork = z.strictObject({ tenantId: z.string(), webhookId: z.string(), deliveryId: z.string() });
export type WebhookWork = z.infer<typeof WebhookWork>;
