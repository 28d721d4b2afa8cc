import type { CounterName } from '../../contracts/analytics.ts';
import type { Flags, Message } from '../../contracts/message.ts';
import { assertNever } from '../assert-never.ts';
import type { TrackingEvent } from './tracking-event.ts';

/** Events remembered per mail, so that copies add nothing; later ones of a mail opened more often are not counted. */
export const maxEvents = 1000;

export interface Applied {
  readonly message: Message;
  readonly counts: readonly CounterName[];
}

const earliest = (known: string | null, at: string): string => (known !== null && known <= at ? known : at);

type Counting = { readonly flag: keyof Flags; readonly unique?: CounterName; readonly total?: CounterName };

/** What each event flags and counts: `unique` for the first of its kind on the mail, `total` for every one. */
const counting: { readonly [T in Exclude<TrackingEvent['type'], 'rejected'>]: Counting } = {
  sent: { flag: 'sent', unique: 'emailsSent' },
  delivered: { flag: 'delivered', unique: 'emailsDelivered' },
  bounced: { flag: 'bounced', unique: 'emailsBounced' },
  complained: { flag: 'complained', unique: 'spamComplaints' },
  opened: { flag: 'opened', unique: 'uniqueOpens', total: 'totalOpens' },
  machineOpened: { flag: 'machineOpened', total: 'machineOpens' },
  clicked: { flag: 'clicked', unique: 'uniqueClicks', total: 'totalClicks' },
  machineClicked: { flag: 'machineClicked', total: 'machineClicks' },
  replied: { flag: 'replied', unique: 'replies' },
};

function withDetails(message: Message, event: TrackingEvent): Message {
  switch (event.type) {
    case 'sent':
      return {
        ...message,
        status: 'sent',
        leaseUntil: null,
        sentAt: earliest(message.sentAt, event.at),
        sesMessageId: event.sesMessageId,
      };
    case 'bounced':
      return { ...message, bounceType: event.bounce ? `${event.bounce.type}/${event.bounce.subType}` : null };
    case 'clicked':
      return event.link
        ? {
            ...message,
            links: { ...message.links, [event.link]: earliest(message.links[event.link] ?? null, event.at) },
          }
        : message;
    case 'rejected':
      return { ...message, status: 'failed', reason: 'rejected' };
    case 'delivered':
    case 'complained':
    case 'opened':
    case 'machineOpened':
    case 'machineClicked':
    case 'replied':
      return message;
    default:
      return assertNever(event.type);
  }
}

/**
 * A mail after an event, and what to count. A copy of an event changes nothing; the order of events does not matter: flags keep the
 * first time of each fact.
 */
export function applyEvent(message: Message, event: TrackingEvent): Applied {
  if (message.events.includes(event.id) || message.events.length >= maxEvents) return { message, counts: [] };
  const noted = withDetails({ ...message, events: [...message.events, event.id] }, event);
  if (event.type === 'rejected') return { message: noted, counts: message.status === 'failed' ? [] : ['emailsFailed'] };
  const { flag, unique, total } = counting[event.type];
  const known = message.flags[flag];
  const first = known === null && unique ? [unique] : [];
  return {
    message: { ...noted, flags: { ...noted.flags, [flag]: earliest(known, event.at) } },
    counts: total ? [...first, total] : first,
  };
}
