import type { MailActivity } from '../../contracts/lead-scoring.ts';
import type { Message } from '../../contracts/message.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import type { Activity } from '../contacts/note-activity.ts';

/** What only people do. */
const names = { opened: 'email.opened', clicked: 'email.clicked', replied: 'email.replied' } as const satisfies {
  readonly [T in TrackingEvent['type']]?: MailActivity;
};

const isHuman = (type: TrackingEvent['type']): type is keyof typeof names => Object.hasOwn(names, type);

/**
 * An event of a mail as an activity of its reader; undefined where no person did anything. `message` is the mail as it was before or is
 * after the event: its first open, click and reply count points, and a repeated first one has the same mark.
 */
export function activityOf(event: TrackingEvent, message: Message | undefined): Activity | undefined {
  const { type, at, link } = event;
  if (!message || !isHuman(type)) return undefined;
  const { contactId, sendId, campaignId, stepId } = message;
  const first = (message.flags[type] ?? at) >= at;
  return {
    contactId,
    name: names[type],
    at,
    properties: { campaignId, stepId, ...(link ? { link } : {}) },
    mark: first ? `mail:${sendId}:${type}` : null,
  };
}
