import type { ReplyNotice, SesEvent } from '../../contracts/ses-event.ts';
import { eventIdOf } from '../ids.ts';
import { actorOf } from './actor.ts';

/** Where the ledger row of an event is: the ids travel in the mail's tags. */
export interface MessageRef {
  readonly tenantId: string;
  readonly contactId: string;
  readonly sendId: string;
}

export type TrackingType =
  | 'sent'
  | 'delivered'
  | 'bounced'
  | 'complained'
  | 'opened'
  | 'machineOpened'
  | 'clicked'
  | 'machineClicked'
  | 'replied'
  | 'rejected';

/** One thing that happened to one mail, in our words. */
export interface TrackingEvent {
  readonly ref: MessageRef;
  readonly id: string;
  readonly type: TrackingType;
  readonly at: string;
  readonly link?: string;
  readonly bounce?: { readonly type: string; readonly subType: string };
  readonly sesMessageId: string;
  /** A copy of it comes again later: by then another event of the mail has mostly proved the same. */
  readonly comesAgain?: true;
}

const canonical = (timestamp: string): string => {
  const at = new Date(timestamp);
  return Number.isNaN(at.getTime()) ? timestamp : at.toISOString();
};

/** The row an event belongs to; undefined for a mail that is not of a campaign (a test send). */
export function refOf(event: SesEvent): MessageRef | undefined {
  const tag = (name: string): string | undefined => event.mail.tags?.[name]?.[0];
  const tenantId = tag('tenantId');
  const contactId = tag('contactId');
  const sendId = tag('sendId');
  return tenantId && contactId && sendId ? { tenantId, contactId, sendId } : undefined;
}

type Happening = Pick<TrackingEvent, 'type' | 'at' | 'link' | 'bounce'> & { readonly salt?: string };

function happeningOf(event: SesEvent): Happening | undefined {
  switch (event.eventType) {
    case 'Send':
      return { type: 'sent', at: event.mail.timestamp };
    case 'Delivery':
      return { type: 'delivered', at: event.delivery.timestamp };
    case 'Bounce':
      return {
        type: 'bounced',
        at: event.bounce.timestamp,
        bounce: { type: event.bounce.bounceType, subType: event.bounce.bounceSubType ?? 'General' },
      };
    case 'Complaint':
      return { type: 'complained', at: event.complaint.timestamp };
    case 'Open':
      return {
        type: actorOf(event.open) === 'human' ? 'opened' : 'machineOpened',
        at: event.open.timestamp,
        salt: `${event.open.ipAddress}${event.open.userAgent}`,
      };
    case 'Click':
      return {
        type: actorOf(event.click) === 'human' ? 'clicked' : 'machineClicked',
        at: event.click.timestamp,
        link: event.click.link,
        salt: `${event.click.ipAddress}${event.click.userAgent}`,
      };
    case 'Reject':
      return { type: 'rejected', at: event.mail.timestamp };
    default:
      return undefined;
  }
}

/** A rejected mail was taken by SES and never sent. */
const impliesSend: ReadonlySet<string> = new Set(['Delivery', 'Bounce', 'Complaint', 'Open', 'Click']);

const eventOf = (eventType: string, { mail }: SesEvent, ref: MessageRef, happening: Happening): TrackingEvent => {
  const { salt, ...rest } = happening;
  const id = eventIdOf([mail.messageId, eventType, rest.at, rest.link, salt]);
  return { ...rest, at: canonical(rest.at), ref, id, sesMessageId: mail.messageId };
};

/**
 * Our reading of an SES event; empty where it says nothing we count. The id is the same for every copy of the event. Every event repeats
 * what the Send event of its mail says, which is all of it: that one is read as well, and adds nothing when it comes itself.
 */
export function readSesEvent(event: SesEvent, ref: MessageRef): readonly TrackingEvent[] {
  const happening = happeningOf(event);
  if (!happening) return [];
  const read = eventOf(event.eventType, event, ref, happening);
  return impliesSend.has(event.eventType)
    ? [eventOf('Send', event, ref, { type: 'sent', at: event.mail.timestamp }), read]
    : [read];
}

/** A delivery report of a failure for good, which SES has not told us of. */
const reported = { type: 'Permanent', subType: 'Reported' } as const;

/** Our reading of what a received mail says about a mail. */
export const readReplyNotice = (notice: ReplyNotice): TrackingEvent => ({
  ref: { tenantId: notice.tenantId, contactId: notice.contactId, sendId: notice.sendId },
  id: notice.id,
  type: notice.type,
  at: canonical(notice.at),
  sesMessageId: notice.sesMessageId,
  ...(notice.type === 'bounced' ? { bounce: reported } : {}),
});
