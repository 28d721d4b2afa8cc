import type { CounterName } from '../../contracts/analytics.ts';
import type { Flags, Message } from '../../contracts/message.ts';
import type { Sighting } from '../../contracts/sighting.ts';
import { bounceClassOf, graverBounce, isSoft, type ReportedBounce } from '../delivery/bounce-class.ts';
import { engagementTicks, type Tick, withEngagement } from './engagement.ts';
import type { Onlooker, TrackingEvent, TrackingType } from './tracking-event.ts';

/** Events remembered per mail, so that copies add nothing; later ones of a mail opened more often are not counted. */
export const maxEvents = 1000;

export interface Applied {
  readonly message: Message;
  /** What to add to the counters of the day of an instant; −1 takes back what turned out otherwise. */
  readonly counts: readonly { readonly counter: CounterName; readonly at: string; readonly by: 1 | -1 }[];
}

const earliest = (known: string | null, at: string): string => (known !== null && known <= at ? known : at);

/** What is counted once for a mail, by the first event of its kind. Opens and clicks: engagement.ts. */
const counting: { readonly [T in TrackingType]?: { readonly flag: keyof Flags; readonly counter?: CounterName } } = {
  sent: { flag: 'sent' },
  delivered: { flag: 'delivered', counter: 'emailsDelivered' },
  bounced: { flag: 'bounced', counter: 'emailsBounced' },
  complained: { flag: 'complained', counter: 'spamComplaints' },
  replied: { flag: 'replied', counter: 'replies' },
  autoReplied: { flag: 'autoReplied', counter: 'autoReplied' },
};

/** Each ending of a mail with its counter. A mail is counted where it stands. */
const standing: { readonly [S in Message['status']]?: CounterName } = {
  sent: 'emailsSent',
  skipped: 'emailsSkipped',
  failed: 'emailsFailed',
  unknown: 'emailsUnknown',
};

/** Where a mail is counted: as sent only once an event of SES said so, as the mark of the sender may precede the Send event. */
export const countedAs = (message: Message): CounterName | undefined =>
  message.status === 'sent' && !message.flags.sent ? undefined : standing[message.status];

const neverSent = { rejected: 'rejected_by_ses', notRendered: 'render_error' } as const;

/** SES refused the mail after it had taken it (a virus, a template): nothing that comes before or after makes it sent. */
const wasRefused = ({ status, reason, flags }: Message): boolean =>
  status === 'failed' && flags.sent !== null && (reason === 'rejected_by_ses' || reason === 'render_error');

/** A mail that came to us: its id is not that of the mail it answers. */
const isAnswer = ({ type }: TrackingEvent): boolean => type === 'replied' || type === 'autoReplied';

/** Every event of SES but a refusal proves that the mail was sent (reference/reliability 2.1). */
function withProof(message: Message, event: TrackingEvent): Message {
  const flags = { ...message.flags, sent: earliest(message.flags.sent, event.at) };
  if (event.type === 'rejected' || event.type === 'notRendered')
    return { ...message, flags, status: 'failed', reason: neverSent[event.type], leaseUntil: null };
  if (wasRefused(message)) return { ...message, flags };
  return {
    ...message,
    flags,
    status: 'sent',
    held: false,
    leaseUntil: null,
    sentAt: earliest(message.sentAt, event.at),
    sesMessageId: isAnswer(event) ? message.sesMessageId : event.sesMessageId,
  };
}

function withDelay(message: Message, { at, delayType }: TrackingEvent): Message {
  const { delay } = message;
  const type = delayType ?? 'Undetermined';
  if (!delay) return { ...message, delay: { first: at, last: at, type } };
  // Of two at the same instant the order of their names decides, so that the order of arrival does not.
  const isLater = at > delay.last || (at === delay.last && type > delay.type);
  return {
    ...message,
    delay: {
      first: earliest(delay.first, at),
      ...(isLater ? { last: at, type } : { last: delay.last, type: delay.type }),
    },
  };
}

/** Of several reports the gravest stays. */
function withBounce(message: Message, bounce: ReportedBounce): Message {
  const reported = bounceClassOf(bounce);
  const bounceClass = graverBounce(message.bounceClass, reported);
  if (bounceClass === message.bounceClass) return message;
  return { ...message, bounceClass, bounceType: `${bounce.type}/${bounce.subType}` };
}

function withDetails(message: Message, event: TrackingEvent): Message {
  if (event.bounce) return withBounce(message, event.bounce);
  return event.type === 'delayed' ? withDelay(message, event) : message;
}

const unknownOnlooker: Onlooker = { ip: null, agent: null, reasons: [] };

/** That a click was one of a crowd may become known before the click itself. */
const crowdMark = (sightingId: string): string => `crowd-${sightingId}`;

function newSighting(message: Message, event: TrackingEvent, kind: Sighting['kind']): Sighting {
  const { ip, agent, reasons } = event.by ?? unknownOnlooker;
  const crowd = message.events.includes(crowdMark(event.id)) && !reasons.includes('crowd');
  return {
    id: event.id,
    kind,
    at: event.at,
    link: event.link ?? null,
    ip,
    agent,
    class: 'unknown',
    score: 0,
    reasons: crowd ? [...reasons, 'crowd'] : reasons,
    restatedAt: null,
  };
}

/** The sightings of a mail after an event; the same list where the event adds none. */
function sightingsAfter(message: Message, event: TrackingEvent): readonly Sighting[] {
  if (event.type === 'opened') return [...message.seen, newSighting(message, event, 'open')];
  if (event.type === 'clicked') return [...message.seen, newSighting(message, event, 'click')];
  if (event.type !== 'crowded') return message.seen;
  return message.seen.map((sighting) =>
    sighting.id === event.sightingId && !sighting.reasons.includes('crowd')
      ? { ...sighting, reasons: [...sighting.reasons, 'crowd' as const] }
      : sighting,
  );
}

function moved(from: CounterName | undefined, to: CounterName | undefined, at: string): Applied['counts'] {
  if (from === to) return [];
  return [
    ...(from ? [{ counter: from, at, by: -1 as const }] : []),
    ...(to ? [{ counter: to, at, by: 1 as const }] : []),
  ];
}

const softAs = ({ bounceClass }: Message): CounterName | undefined => (isSoft(bounceClass) ? 'softBounces' : undefined);

const movedCounts = (before: Message, after: Message, at: string): Applied['counts'] => [
  ...moved(countedAs(before), countedAs(after), at),
  ...moved(softAs(before), softAs(after), at),
];

/** What a mail counted before and does not any more, and the other way round. */
function movedTicks(before: Message, after: Message): Applied['counts'] {
  const nameOf = ({ counter, at }: Tick): string => `${counter}|${at}`;
  const left = Map.groupBy(engagementTicks(before), nameOf);
  const added = engagementTicks(after).filter((tick) => left.get(nameOf(tick))?.pop() === undefined);
  return [
    ...[...left.values()].flat().map((tick) => ({ ...tick, by: -1 as const })),
    ...added.map((tick) => ({ ...tick, by: 1 as const })),
  ];
}

function withFlag(message: Message, event: TrackingEvent): Applied {
  const kind = counting[event.type];
  if (!kind) return { message, counts: [] };
  const known = message.flags[kind.flag];
  const flags = { ...message.flags, [kind.flag]: earliest(known, event.at) };
  const counts = known === null && kind.counter ? [{ counter: kind.counter, at: event.at, by: 1 as const }] : [];
  return { message: { ...message, flags }, counts };
}

/**
 * A mail after an event, and what to count. A copy of an event changes nothing; the order of events does not matter: flags keep the
 * first time of each fact, and any of them proves the send. An event that comes after a mail was given up takes that count back; one
 * that shows that an open or click was a machine's moves what that had counted.
 */
export function applyEvent(message: Message, event: TrackingEvent): Applied {
  if (message.events.includes(event.id) || message.events.length >= maxEvents) return { message, counts: [] };
  const noted = { ...message, events: [...message.events, event.id] };
  const proven = event.type === 'crowded' ? noted : withDetails(withProof(noted, event), event);
  const { message: flagged, counts } = withFlag(proven, event);
  const sightings = sightingsAfter(flagged, event);
  const mayJudge = sightings !== message.seen || (event.type === 'delivered' && sightings.length > 0);
  const after = mayJudge ? withEngagement(flagged, sightings) : flagged;
  const judged = mayJudge ? movedTicks(message, after) : [];
  return { message: after, counts: [...movedCounts(message, proven, event.at), ...counts, ...judged] };
}
