import type { MailboxProvider } from '../../contracts/provider.ts';
import type { ReplyNotice, SesEvent } from '../../contracts/ses-event.ts';
import type { Sighting, SignName } from '../../contracts/sighting.ts';
import { trapPath } from '../content/trap-link.ts';
import { providerOf } from '../deliverability/mailbox-provider.ts';
import type { ReportedBounce } from '../delivery/bounce-class.ts';
import { eventIdOf } from '../ids.ts';
import { signsOfAgent } from '../machines/agents.ts';
import { signsOfAddress } from '../machines/networks.ts';

/** Where the ledger row of an event is: the ids travel in the mail's tags. */
export interface MessageRef {
  readonly tenantId: string;
  readonly contactId: string;
  readonly sendId: string;
}

export type TrackingType =
  | 'sent'
  | 'delivered'
  | 'delayed'
  | 'bounced'
  | 'complained'
  | 'opened'
  | 'clicked'
  | 'replied'
  | 'autoReplied'
  | 'rejected'
  | 'notRendered'
  | 'crowded';

/** Who opened or clicked, as far as the event itself says. */
export interface Onlooker {
  /** The address as it came; replaced by its hash before anything is kept. */
  readonly address?: string;
  /** Keyed hash of the address. */
  readonly ip: string | null;
  readonly agent: string | null;
  readonly reasons: readonly SignName[];
}

/** One thing that happened to one mail, in our words. */
export interface TrackingEvent {
  readonly ref: MessageRef;
  readonly id: string;
  readonly type: TrackingType;
  readonly at: string;
  readonly link?: string;
  /** `of`: the addresses it was reported of; empty when the report names none. */
  readonly bounce?: ReportedBounce & { readonly of: readonly string[] };
  /** Of opens and clicks. */
  readonly by?: Onlooker;
  /** Of `crowded`: the click that turned out to be one of many from its address. */
  readonly sightingId?: string;
  /** Why the receiving server put the mail off. */
  readonly delayType?: string;
  /** Who keeps the mailbox that the mail went to. */
  readonly provider?: MailboxProvider;
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

type Happening = Pick<TrackingEvent, 'type' | 'at' | 'link' | 'bounce' | 'by' | 'delayType'> & {
  readonly salt?: string;
};

type SesBounce = Extract<SesEvent, { eventType: 'Bounce' }>['bounce'];

const bounceIn = ({ bounceType, bounceSubType, bouncedRecipients }: SesBounce): TrackingEvent['bounce'] & object => ({
  type: bounceType,
  subType: bounceSubType ?? 'General',
  status: bouncedRecipients.find(({ status }) => status !== undefined)?.status,
  of: bouncedRecipients.map(({ emailAddress }) => emailAddress.toLowerCase()),
});

type Seen = Extract<SesEvent, { eventType: 'Open' }>['open'];

function onlookerOf(seen: Seen, kind: Sighting['kind'], followedTrap: boolean): Onlooker {
  const reasons: readonly SignName[] = [
    ...(seen.isBotEvent === 'Likely' ? (['ses_bot'] as const) : []),
    ...signsOfAgent(seen.userAgent),
    ...signsOfAddress(seen.ipAddress, kind),
    ...(followedTrap ? (['honeypot'] as const) : []),
  ];
  return {
    ...(seen.ipAddress ? { address: seen.ipAddress } : {}),
    ip: null,
    agent: seen.userAgent ? eventIdOf([seen.userAgent]).slice(0, 6) : null,
    reasons,
  };
}

const saltOf = ({ ipAddress, userAgent }: Seen): string => `${ipAddress}${userAgent}`;

function happeningOf(event: SesEvent, publicUrl: string): Happening | undefined {
  switch (event.eventType) {
    case 'Send':
      return { type: 'sent', at: event.mail.timestamp };
    case 'Delivery':
      return { type: 'delivered', at: event.delivery.timestamp };
    case 'DeliveryDelay':
      return { type: 'delayed', at: event.deliveryDelay.timestamp, delayType: event.deliveryDelay.delayType };
    case 'Bounce':
      return {
        type: 'bounced',
        at: event.bounce.timestamp,
        bounce: bounceIn(event.bounce),
      };
    case 'Complaint':
      return { type: 'complained', at: event.complaint.timestamp };
    case 'Open':
      return {
        type: 'opened',
        at: event.open.timestamp,
        by: onlookerOf(event.open, 'open', false),
        salt: saltOf(event.open),
      };
    case 'Click':
      return {
        type: 'clicked',
        at: event.click.timestamp,
        link: event.click.link,
        by: onlookerOf(event.click, 'click', event.click.link.startsWith(`${publicUrl}${trapPath}`)),
        salt: saltOf(event.click),
      };
    case 'Reject':
      return { type: 'rejected', at: event.mail.timestamp };
    case 'Rendering Failure':
      return { type: 'notRendered', at: event.mail.timestamp };
    case 'Subscription':
      // Lists kept by SES itself, which we use none of.
      return undefined;
  }
}

/** A rejected mail was taken by SES and never sent. */
const impliesSend: ReadonlySet<string> = new Set(['Delivery', 'DeliveryDelay', 'Bounce', 'Complaint', 'Open', 'Click']);

const eventOf = (eventType: string, { mail }: SesEvent, ref: MessageRef, happening: Happening): TrackingEvent => {
  const { salt, ...rest } = happening;
  const id = eventIdOf([mail.messageId, eventType, rest.at, rest.link, salt]);
  const [to] = mail.destination ?? [];
  const provider = to === undefined ? {} : { provider: providerOf(to) };
  return { ...rest, ...provider, at: canonical(rest.at), ref, id, sesMessageId: mail.messageId };
};

/**
 * Our reading of an SES event; empty where it says nothing we count. The id is the same for every copy of the event. Every event repeats
 * what the Send event of its mail says, which is all of it: that one is read as well, and adds nothing when it comes itself.
 */
export function readSesEvent(event: SesEvent, ref: MessageRef, publicUrl: string): readonly TrackingEvent[] {
  const happening = happeningOf(event, publicUrl);
  if (!happening) return [];
  const read = eventOf(event.eventType, event, ref, happening);
  return impliesSend.has(event.eventType)
    ? [eventOf('Send', event, ref, { type: 'sent', at: event.mail.timestamp }), read]
    : [read];
}

/** A delivery report of a failure for good, which SES has not told us of. */
const reported = { type: 'Permanent', subType: 'Reported', of: [] } as const;

/** Our reading of what a received mail says about a mail. */
export const readReplyNotice = (notice: ReplyNotice): TrackingEvent => ({
  ref: { tenantId: notice.tenantId, contactId: notice.contactId, sendId: notice.sendId },
  id: notice.id,
  type: notice.type,
  at: canonical(notice.at),
  sesMessageId: notice.sesMessageId,
  ...(notice.type === 'bounced' ? { bounce: reported } : {}),
});
