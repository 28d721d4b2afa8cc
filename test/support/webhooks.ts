import type { Webhook } from '../../src/contracts/webhook.ts';
import type { WebhookEvent } from '../../src/contracts/webhook-event.ts';
import { at } from './builders.ts';

const now = at('2026-11-25T09:00Z');

export const aWebhook = (events: readonly WebhookEvent[], over: Partial<Webhook> = {}): Webhook => ({
  ...{ id: 'whk_1', name: null, url: 'https://hooks.example/', campaignId: null, includeMachine: false },
  ...{ events: [...events], enabled: true, disabledReason: null, failingSince: null, rev: 1 },
  secrets: [{ secret: `whsec_${'A'.repeat(43)}=`, until: null }],
  ...{ createdAt: now, updatedAt: now },
  ...over,
});
