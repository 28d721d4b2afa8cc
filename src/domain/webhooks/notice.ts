import type { Message } from '../../contracts/message.ts';
import type { Notice } from '../../contracts/webhook.ts';
import type { WebhookEvent } from '../../contracts/webhook-event.ts';
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
export function noticeOf(event: TrackingEvent, message: Message): Notice | undefined {
  const type = names[event.type];
  if (!type) return undefined;
  const { campaignId, contactId, stepId, sendId } = message;
  const sighting = message.seen.find(({ id }) => id === event.id);
  return {
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
      ...(sighting ? { actor: { class: sighting.class, score: sighting.score, reasons: [...sighting.reasons] } } : {}),
    },
  };
}

/** The body that is signed and sent. */
export const bodyOf = ({ type, at, data }: Pick<Notice, 'at' | 'data'> & { readonly type: string }): string =>
  JSON.stringify({ type, timestamp: at, data });
