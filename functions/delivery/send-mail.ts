import { sqsVisibility } from '../../src/adapters/sqs/visibility.ts';
import { OutboxWork } from '../../src/contracts/work.ts';
import { cachedSenders } from '../../src/usecases/cached-stores.ts';
import { pickSender } from '../../src/usecases/delivery/pick-sender.ts';
import { providerHolds } from '../../src/usecases/delivery/provider-holds.ts';
import { sendMail } from '../../src/usecases/delivery/send-mail.ts';
import { senderAllowance } from '../../src/usecases/delivery/sender-allowance.ts';
import { senderReads } from '../../src/usecases/delivery/sender-reads.ts';
import * as deps from '../deps.ts';
import { env } from '../env.ts';
import * as mail from '../mail-deps.ts';
import { once } from '../once.ts';
import { queueHandler, RetryLater } from '../queue.ts';

function sender() {
  const senders = cachedSenders(deps.senders(), Date.now);
  const allowance = senderAllowance({
    senders,
    settings: deps.recentSettings(),
    quota: deps.quota(),
    clock: deps.clock,
  });
  return pickSender({ senders, journeys: deps.journeys(), allowance });
}

const settle = once(() =>
  sendMail({
    campaigns: deps.sendersCampaigns(),
    currentCampaigns: deps.campaigns(),
    reads: senderReads({ contacts: deps.contacts(), suppressions: deps.suppressions(), ledger: deps.ledger() }),
    journeys: deps.journeys(),
    ledger: deps.ledger(),
    turns: mail.turns(),
    sender: sender(),
    holds: providerHolds({ providers: deps.providers(), clock: deps.clock }),
    mailer: mail.mailer(),
    compose: mail.compose(),
    lateMail: mail.late(),
    metrics: deps.metrics,
    clock: deps.clock,
    random: Math.random,
  }),
);

async function work(input: OutboxWork): Promise<void> {
  const settled = await settle()(input);
  if (settled.done) return;
  if (settled.by === 'return') throw new RetryLater(settled.retryAfterSeconds, settled.why);
  await deps.queues().outbox([input], settled.retryAfterSeconds);
}

const visibility = once(() => sqsVisibility(env('OUTBOX_QUEUE_URL')));

/** Sends planned mails: claim, render, send, mark. A mail in another claim's hands goes back to the queue. */
export const handler = queueHandler(OutboxWork, work, (record, seconds) => visibility()(record.receiptHandle, seconds));
