import { sqsVisibility } from '../../src/adapters/sqs/visibility.ts';
import { webhookSender } from '../../src/adapters/webhooks/webhook-sender.ts';
import { EffectWork } from '../../src/contracts/work.ts';
import { runEffect } from '../../src/usecases/effects/run-effect.ts';
import { publishedSequences } from '../../src/usecases/engine/published-sequence.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import { internalHosts } from '../internal-hosts.ts';
import { mailerOnDemand } from '../mailer-on-demand.ts';
import { once } from '../once.ts';
import { queueHandler, RetryLater } from '../queue.ts';

const run = once(() =>
  runEffect({
    campaigns: deps.campaigns(),
    contacts: deps.contacts(),
    senders: deps.senders(),
    suppressions: deps.suppressions(),
    segments: deps.segments(),
    experiments: deps.recentExperiments(),
    journeys: deps.journeys(),
    events: deps.events(),
    settings: deps.recentSettings(),
    holidays: deps.holidays(),
    effects: deps.effects(),
    queues: deps.queues(),
    executions: deps.executions(),
    holdouts: deps.holdouts(),
    mailer: mailerOnDemand,
    webhooks: webhookSender(internalHosts()),
    webhookSecrets: deps.webhookSecrets(),
    readSequence: publishedSequences(deps.campaigns()),
    publicUrl: env('PUBLIC_URL'),
    clock: deps.clock,
  }),
);

async function work(input: EffectWork, received: number): Promise<void> {
  const seconds = await run()(input, received);
  if (seconds !== undefined) throw new RetryLater(seconds, 'the effect is tried again');
}

const visibility = once(() => sqsVisibility(env('EFFECTS_QUEUE_URL')));

/** Carries out what action steps do outside: webhooks, notices to the team, starts of other campaigns. */
export const handler = queueHandler(EffectWork, work, (record, seconds) => visibility()(record.receiptHandle, seconds));
