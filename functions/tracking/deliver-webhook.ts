import * as z from 'zod';
import { sqsVisibility } from '../../src/adapters/sqs/visibility.ts';
import { webhookSender } from '../../src/adapters/webhooks/webhook-sender.ts';
import { TrackingNotification } from '../../src/contracts/ses-event.ts';
import { WebhookNotice, WebhookWork } from '../../src/contracts/webhook.ts';
import { cachedWebhooks } from '../../src/usecases/cached-stores.ts';
import { readNotification } from '../../src/usecases/tracking/read-notification.ts';
import { deliverWebhook } from '../../src/usecases/webhooks/deliver-webhook.ts';
import { tellOfEvent } from '../../src/usecases/webhooks/tell-of-event.ts';
import { tellWebhooks } from '../../src/usecases/webhooks/tell-webhooks.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { internalHosts } from '../internal-hosts.ts';
import { once } from '../once.ts';
import { queueHandler, RetryLater } from '../queue.ts';

const all = once(() => ({
  webhooks: cachedWebhooks(deps.webhooks(), Date.now),
  deliveries: deps.deliveries(),
  ledger: deps.ledger(),
  queues: deps.queues(),
  sender: webhookSender(internalHosts()),
  metrics: deps.metrics,
  clock: deps.clock,
  random: Math.random,
}));

/** The events of SES as SNS passes them on, what else is to be told, and deliveries to attempt. Anything else was put aside elsewhere. */
const Input = z.union([WebhookWork, WebhookNotice, TrackingNotification, z.unknown().transform(() => undefined)]);

async function secondsAfter(input: z.infer<typeof Input>, received: number): Promise<number | undefined> {
  if (input === undefined) return undefined;
  if ('deliveryId' in input) return deliverWebhook(all())(input, received);
  if ('noticeId' in input) {
    await tellWebhooks(all())({ tenantId: input.tenantId, principal: 'system' }, input);
    return undefined;
  }
  // Every event of a mail but the first brings its Send event along, which comes by itself as well.
  const event = readNotification(input, env('PUBLIC_URL')).at(-1);
  return event && tellOfEvent(all())(event, received);
}

async function work(input: z.infer<typeof Input>, received: number): Promise<void> {
  const seconds = await secondsAfter(input, received);
  if (seconds !== undefined) throw new RetryLater(seconds, 'it is tried again');
}

const visibility = once(() => sqsVisibility(env('WEBHOOKS_QUEUE_URL')));

/** Tells systems of tenants what happened, each until it answers. */
export const handler = queueHandler(Input, work, (record, seconds) => visibility()(record.receiptHandle, seconds));
