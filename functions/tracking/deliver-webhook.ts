import * as z from 'zod';
import { verifiedSender } from '../../src/adapters/dynamo/verified-sender.ts';
import { sqsVisibility } from '../../src/adapters/sqs/visibility.ts';
import { webhookSender } from '../../src/adapters/webhooks/webhook-sender.ts';
import { TrackingNotification } from '../../src/contracts/ses-event.ts';
import { WebhookNotice, WebhookNotices, WebhookWork } from '../../src/contracts/webhook.ts';
import { readNotification } from '../../src/usecases/tracking/read-notification.ts';
import { deliverWebhook } from '../../src/usecases/webhooks/deliver-webhook.ts';
import { tellOfEvent } from '../../src/usecases/webhooks/tell-of-event.ts';
import { tellTeamOfWebhook } from '../../src/usecases/webhooks/tell-team-of-webhook.ts';
import { tellWebhooks } from '../../src/usecases/webhooks/tell-webhooks.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { internalHosts } from '../internal-hosts.ts';
import { mailerOnDemand } from '../mailer-on-demand.ts';
import { once } from '../once.ts';
import { queueHandler, RetryLater } from '../queue.ts';

const all = once(() => ({
  webhooks: deps.recentWebhooks(),
  deliveries: deps.deliveries(),
  ledger: deps.ledger(),
  queues: deps.queues(),
  sender: webhookSender(internalHosts()),
  metrics: deps.metrics,
  tellTeam: tellTeamOfWebhook({
    settings: deps.recentSettings(),
    verifiedSender: verifiedSender(deps.table()),
    mailer: mailerOnDemand,
    publicUrl: env('PUBLIC_URL'),
  }),
  clock: deps.clock,
  random: Math.random,
}));

/** The events of SES as SNS passes them on, what else is to be told, and deliveries to attempt. Anything else was put aside elsewhere. */
const Input = z.union([
  WebhookWork,
  WebhookNotices,
  WebhookNotice,
  TrackingNotification,
  z.unknown().transform(() => undefined),
]);

async function tell({ tenantId, notices }: WebhookNotices): Promise<undefined> {
  await tellWebhooks(all())({ tenantId, principal: 'system' }, notices);
}

async function secondsAfter(input: z.infer<typeof Input>, received: number): Promise<number | undefined> {
  if (input === undefined) return undefined;
  if ('deliveryId' in input) return deliverWebhook(all())(input, received);
  if ('notices' in input) return tell(input);
  if ('noticeId' in input) {
    const { tenantId, ...notice } = input;
    return tell({ tenantId, notices: [notice] });
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
