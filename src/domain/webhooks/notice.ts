import type { Message } from '../../contracts/message.ts';
import type { Webhook, WebhookEvent, WebhookNotice } from '../../contracts/webhook.ts';
import type { TrackingEvent, TrackingType } from '../analytics/tracking-event.ts';

const names: { readonly [T in TrackingType]?: WebhookEvent } = {
  sent: 'email.sent',
  delivered: 'email.delivered',
  delayed: 'email.delayed',
  bounced: 'email.bounced',
  complained: 'email.complained',
  rejected: 'email.rejected',
  opened: 'email.opened',
  clicked: 'email.clicked',
  replied: 'email.replied',
};

/** What webhooks are told of an event of a mail; undefined where they are told nothing. */
export function noticeOf(event: TrackingEvent, message: Message): WebhookNotice | undefined {
  const type = names[event.type];
  if (!type) return undefined;
  const { campaignId, contactId, stepId, sendId, tenantId } = message;
  const sighting = message.seen.find(({ id }) => id === event.id);
  return {
    tenantId,
    noticeId: event.id,
    type,
    at: event.at,
    data: {
      campaignId,
      stepId,
      contactId,
      sendId,
      ...(event.link ? { link: event.link } : {}),
      ...(event.bounce ? { bounce: { type: event.bounce.type, subType: event.bounce.subType } } : {}),
      ...(sighting ? { actor: { class: sighting.class, score: sighting.score, reasons: sighting.reasons } } : {}),
    },
  };
}

/** Whether a webhook asks for what a notice says. */
export function wants(webhook: Webhook, { type, data }: WebhookNotice): boolean {
  if (!webhook.enabled || !webhook.events.includes(type)) return false;
  if (webhook.campaignId !== null && webhook.campaignId !== data.campaignId) return false;
  if (data.webhookId === webhook.id) return false;
  return webhook.includeMachine || data.actor?.class !== 'machine';
}

/** The body that is signed and sent. */
export const bodyOf = ({ type, at, data }: Pick<WebhookNotice, 'at' | 'data'> & { readonly type: string }): string =>
  JSON.stringify({ type, timestamp: at, data });
