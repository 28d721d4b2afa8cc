import { SnsEnvelope, TrackingNotification } from '../../src/contracts/ses-event.ts';
import { readNotification } from '../../src/usecases/tracking/read-notification.ts';
import { recordEvents } from '../../src/usecases/tracking/record-events.ts';
import { stopContact } from '../../src/usecases/tracking/stop-contact.ts';
import * as deps from '../deps.ts';
import { logger } from '../logger.ts';
import { once } from '../once.ts';
import { batchHandler } from '../queue.ts';

const stores = () => ({
  campaigns: deps.recentCampaigns(),
  journeys: deps.journeys(),
  ledger: deps.ledger(),
  addresses: deps.addresses(),
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

const record = once(() => recordEvents(stores()));

/** Records what happened to mails. A message that cannot be read goes to the dead-letter queue; the others do not wait for it. */
export const handler = batchHandler(async (messages) => {
  const read = messages.map((message) => ({ id: message.id, notification: notificationIn(message.body) }));
  const poison = read.flatMap(({ id, notification }) => (notification ? [] : [id]));
  if (poison.length > 0) logger.error('unreadable tracking messages', { messageIds: poison });
  const readings = await Promise.all(
    read.flatMap(({ notification }) => (notification ? [readNotification(stores())(notification)] : [])),
  );
  await record()(readings.flatMap((reading) => reading.events));
  for (const { scope, stop } of readings.flatMap((reading) => reading.stops)) await stopContact(stores())(scope, stop);
  return poison;
});
