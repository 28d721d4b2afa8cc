import type { MailActivity } from '../../contracts/lead-scoring.ts';
import type { Message } from '../../contracts/message.ts';
import { isHuman } from '../../domain/analytics/engagement.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import type { Activity } from '../contacts/note-activity.ts';

const names = { opened: 'email.opened', clicked: 'email.clicked', replied: 'email.replied' } as const satisfies {
  readonly [T in TrackingEvent['type']]?: MailActivity;
};

const isActivity = (type: TrackingEvent['type']): type is keyof typeof names => Object.hasOwn(names, type);

/** Whether a person did it, as far as is known of the mail by now. */
const wasPerson = ({ type, id }: TrackingEvent, { seen }: Message): boolean =>
  type === 'replied' || seen.some((sighting) => sighting.id === id && isHuman(sighting));

/**
 * An event of a mail as an activity of its reader; undefined where no person did anything. `message` is the mail as it is after the
 * event: its first open, click and reply count points, and a repeated first one has the same mark.
 */
export function activityOf(event: TrackingEvent, message: Message | undefined): Activity | undefined {
  const { type, at, link } = event;
  if (!message || !isActivity(type) || !wasPerson(event, message)) return undefined;
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
