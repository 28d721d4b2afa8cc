import { SnsEnvelope, TrackingNotification } from '../../src/contracts/ses-event.ts';
import type { TrackingEvent } from '../../src/domain/analytics/tracking-event.ts';
import { readNotification } from '../../src/usecases/tracking/read-notification.ts';
import { recordEvents } from '../../src/usecases/tracking/record-events.ts';
import * as deps from '../deps.ts';
import { logger } from '../logger.ts';
import { once } from '../once.ts';
import { type BatchMessage, batchHandler } from '../queue.ts';

const stores = () => ({
  campaigns: deps.recentCampaigns(),
  journeys: deps.journeys(),
  ledger: deps.ledger(),
  executions: deps.executions(),
  clock: deps.clock,
});

/** The notification in a queue message, with or without the envelope of SNS; undefined for what is neither. */
function notificationIn(body: string) {
  const json: unknown = parseJson(body);
  const envelope = SnsEnvelope.safeParse(json);
  const parsed = TrackingNotification.safeParse(envelope.success ? parseJson(envelope.data.Message) : json);
  return parsed.success ? parsed.data : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const record = once(() => recordEvents({ ...stores(), noteActivity: deps.activityNoter() }));

interface Read {
  readonly id: string;
  readonly events: readonly TrackingEvent[];
}

/** The Send event of a mail, delivered for the first time, may wait in the queue until it comes again. */
const firstOfAll = (message: BatchMessage, events: Read['events']): Read['events'] =>
  message.received === 1 && events.length === 1
    ? events.map((event) => (event.type === 'sent' ? { ...event, comesAgain: true } : event))
    : events;

function readMessages(messages: readonly BatchMessage[]): { read: readonly Read[]; poison: string[] } {
  const read: Read[] = [];
  const poison: string[] = [];
  for (const message of messages) {
    const notification = notificationIn(message.body);
    if (!notification) {
      poison.push(message.id);
      continue;
    }
    read.push({ id: message.id, events: firstOfAll(message, readNotification(notification)) });
  }
  return { read, poison };
}

/**
 * Records what happened to mails. A message that cannot be read goes to the dead-letter queue; the others do not wait for it. A Send
 * event that says nothing new goes back to the queue once: mostly the delivery is recorded by then, and both in one write.
 */
export const handler = batchHandler(async (messages) => {
  const { read, poison } = readMessages(messages);
  if (poison.length > 0) logger.error('unreadable tracking messages', { messageIds: poison });
  const left = new Set(await record()(read.flatMap(({ events }) => events)));
  const waiting = read.filter(({ events }) => events.some((event) => left.has(event)));
  return [...poison, ...waiting.map(({ id }) => id)];
});
