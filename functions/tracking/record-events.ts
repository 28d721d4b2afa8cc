import type { TrackingEvent } from '../../src/domain/analytics/tracking-event.ts';
import { guardCampaign } from '../../src/usecases/delivery/guard-campaign.ts';
import { tellTeam } from '../../src/usecases/delivery/tell-team.ts';
import { lookAtOnlookers } from '../../src/usecases/tracking/look-at-onlookers.ts';
import { openEnvelope } from '../../src/usecases/tracking/open-envelope.ts';
import { quarantine, type Unreadable } from '../../src/usecases/tracking/quarantine.ts';
import { readNotification } from '../../src/usecases/tracking/read-notification.ts';
import { recordEvents } from '../../src/usecases/tracking/record-events.ts';
import { watchProviders } from '../../src/usecases/tracking/watch-providers.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { logger } from '../logger.ts';
import { mailerOnDemand } from '../mailer-on-demand.ts';
import { once } from '../once.ts';
import { quarantineOnDemand } from '../quarantine-on-demand.ts';
import { type BatchMessage, batchHandler } from '../queue.ts';

const stores = () => ({
  campaigns: deps.recentCampaigns(),
  journeys: deps.journeys(),
  ledger: deps.ledger(),
  executions: deps.executions(),
  clock: deps.clock,
});

const guard = once(() =>
  guardCampaign({
    campaigns: deps.campaigns(),
    stats: deps.stats(),
    sendingDays: deps.sendingDays(),
    metrics: deps.metrics,
    clock: deps.clock,
    tell: deps.tell(),
    tellTeam: tellTeam({
      settings: deps.recentSettings(),
      senders: deps.senders(),
      mailer: mailerOnDemand,
      publicUrl: env('PUBLIC_URL'),
    }),
  }),
);
const watch = once(() => watchProviders({ providers: deps.providers(), metrics: deps.metrics, clock: deps.clock }));
const looker = once(() =>
  lookAtOnlookers({ contacts: deps.contacts(), hashAddress: deps.addressHash(), crowds: deps.crowds() }),
);
const record = once(() =>
  recordEvents({
    ...stores(),
    look: looker(),
    noteActivity: deps.activityNoter(),
    guard: guard(),
    watch: watch(),
    tell: deps.tell(),
    tellOfStop: deps.stopTeller(),
  }),
);
const putAside = once(() => quarantine({ files: quarantineOnDemand, metrics: deps.metrics, clock: deps.clock }));

interface Read {
  readonly id: string;
  readonly events: readonly TrackingEvent[];
}

/** The Send event of a mail, delivered for the first time, may wait in the queue until it comes again. */
const firstOfAll = (message: BatchMessage, events: Read['events']): Read['events'] =>
  message.received === 1 && events.length === 1
    ? events.map((event) => (event.type === 'sent' ? { ...event, comesAgain: true } : event))
    : events;

function readMessages(messages: readonly BatchMessage[]): { read: readonly Read[]; unreadable: Unreadable[] } {
  const read: Read[] = [];
  const unreadable: Unreadable[] = [];
  for (const message of messages) {
    const opened = openEnvelope(message.body, env('MAIL_TOPIC_ARN'));
    if (opened.ok) {
      const events = readNotification(opened.notification, env('PUBLIC_URL'));
      read.push({ id: message.id, events: firstOfAll(message, events) });
    } else unreadable.push({ id: message.id, body: message.body, why: opened.why });
  }
  return { read, unreadable };
}

/** Ids of those that could not even be put aside: they come again. */
async function putAllAside(unreadable: readonly Unreadable[]): Promise<readonly string[]> {
  const done = await Promise.allSettled(unreadable.map((one) => putAside()(one)));
  return unreadable.flatMap(({ id, why }, i) => {
    const failed = done[i]?.status === 'rejected';
    logger.error('unreadable tracking message', { messageId: id, why, putAside: !failed });
    return failed ? [id] : [];
  });
}

/**
 * Records what happened to mails. A message that cannot be read is put aside in S3; the others do not wait for it. A Send event that
 * says nothing new goes back to the queue once: mostly the delivery is recorded by then, and both in one write.
 */
export const handler = batchHandler(async (messages) => {
  const { read, unreadable } = readMessages(messages);
  const again = await putAllAside(unreadable);
  const left = new Set(await record()(read.flatMap(({ events }) => events)));
  const waiting = read.filter(({ events }) => events.some((event) => left.has(event)));
  return [...again, ...waiting.map(({ id }) => id)];
});
