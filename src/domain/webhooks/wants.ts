import type { Notice, Webhook } from '../../contracts/webhook.ts';

/** Whether a webhook asks for what a notice says. One that is limited to a campaign hears of nothing that belongs to none. */
export function wants(webhook: Webhook, { type, data }: Pick<Notice, 'type' | 'data'>): boolean {
  if (!webhook.enabled || !webhook.events.includes(type)) return false;
  if (webhook.campaignId !== null && webhook.campaignId !== data.campaignId) return false;
  if (data.webhookId === webhook.id) return false;
  return webhook.includeMachine || data.actor?.class !== 'machine';
}
