import type { CounterName } from '../../contracts/analytics.ts';
import type { Flags, Message } from '../../contracts/message.ts';
import type { TrackingEvent, TrackingType } from './tracking-event.ts';

/** Events remembered per mail, so that copies add nothing; later ones of a mail opened more often are not counted. */
export const maxEvents = 1000;

export interface Applied {
  readonly message: Message;
  /** What to add to the counters; −1 takes back what turned out otherwise. */
  readonly counts: readonly { readonly counter: CounterName; readonly by: 1 | -1 }[];
}

const earliest = (known: string | null, at: string): string => (known !== null && known <= at ? known : at);

/** `unique` counts mails, by the first event of its kind; `total` counts every event. */
interface Counting {
  readonly flag: keyof Flags;
  readonly unique?: CounterName;
  readonly total?: CounterName;
}

const counting: { readonly [T in TrackingType]: Counting | undefined } = {
  sent: { flag: 'sent' },
  delivered: { flag: 'delivered', unique: 'emailsDelivered' },
  bounced: { flag: 'bounced', unique: 'emailsBounced' },
  complained: { flag: 'complained', unique: 'spamComplaints' },
  opened: { flag: 'opened', unique: 'uniqueOpens', total: 'totalOpens' },
  machineOpened: { flag: 'machineOpened', total: 'machineOpens' },
  clicked: { flag: 'clicked', unique: 'uniqueClicks', total: 'totalClicks' },
  machineClicked: { flag: 'machineClicked', total: 'machineClicks' },
  replied: { flag: 'replied', unique: 'replies' },
  rejected: undefined,
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

/** SES refused the mail after it had taken it (a virus): nothing that comes before or after makes it sent. */
const wasRejected = (message: Message): boolean => message.status === 'failed' && message.reason === 'rejected_by_ses';

/** Every event of SES but a rejection proves that the mail was sent (reference/reliability 2.1). */
function withProof(message: Message, event: TrackingEvent): Message {
  const flags = { ...message.flags, sent: earliest(message.flags.sent, event.at) };
  if (event.type === 'rejected')
    return { ...message, flags, status: 'failed', reason: 'rejected_by_ses', leaseUntil: null };
  if (wasRejected(message)) return { ...message, flags };
  return {
    ...message,
    flags,
    status: 'sent',
    held: false,
    leaseUntil: null,
    sentAt: earliest(message.sentAt, event.at),
    sesMessageId: event.type === 'replied' ? message.sesMessageId : event.sesMessageId,
  };
}

function withDetails(message: Message, event: TrackingEvent): Message {
  if (event.bounce) return { ...message, bounceType: `${event.bounce.type}/${event.bounce.subType}` };
  if (event.type !== 'clicked' || !event.link) return message;
  const links = { ...message.links, [event.link]: earliest(message.links[event.link] ?? null, event.at) };
  return { ...message, links };
}

function movedCount(before: Message, after: Message): Applied['counts'] {
  const from = countedAs(before);
  const to = countedAs(after);
  if (from === to) return [];
  return [...(from ? [{ counter: from, by: -1 as const }] : []), ...(to ? [{ counter: to, by: 1 as const }] : [])];
}

/**
 * A mail after an event, and what to count. A copy of an event changes nothing; the order of events does not matter: flags keep the
 * first time of each fact, and any of them proves the send. An event that comes after a mail was given up takes that count back.
 */
export function applyEvent(message: Message, event: TrackingEvent): Applied {
  if (message.events.includes(event.id) || message.events.length >= maxEvents) return { message, counts: [] };
  const proven = withDetails(withProof({ ...message, events: [...message.events, event.id] }, event), event);
  const moved = movedCount(message, proven);
  const kind = counting[event.type];
  if (!kind) return { message: proven, counts: moved };
  const known = message.flags[kind.flag];
  const flags = { ...proven.flags, [kind.flag]: earliest(known, event.at) };
  const names = [known === null ? kind.unique : undefined, kind.total].flatMap((name) => name ?? []);
  return {
    message: { ...proven, flags },
    counts: [...moved, ...names.map((counter) => ({ counter, by: 1 as const }))],
  };
}
