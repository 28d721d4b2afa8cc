import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Queues } from '../../usecases/ports/effects.ts';
import { lean } from '../lean-client.ts';

/** Read when used: a function knows only the queues it sends to. */
export interface QueueUrls {
  readonly plan: () => string;
  readonly enrol: () => string;
  readonly outbox: () => string;
  readonly effects: () => string;
  readonly events: () => string;
  readonly transfers: () => string;
  readonly tracking: () => string;
  readonly webhooks: () => string;
}

interface Entry {
  readonly body: string;
  readonly group: string;
  readonly delaySeconds: number;
}

interface Sending {
  readonly client: SQSClient;
  readonly pause: Pause;
}

const maxAttempts = 5;
type Pause = (ms: number) => Promise<void>;
const sleep: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends ten at a time and only the failed ones again; the group is the tenant, so that queues stay fair. */
async function sendAll({ client, pause }: Sending, QueueUrl: string, entries: readonly Entry[]): Promise<void> {
  for (let i = 0; i < entries.length; i += 10) {
    let open = entries.slice(i, i + 10).map(({ body, group, delaySeconds }, n) => ({
      Id: String(n),
      MessageBody: body,
      MessageGroupId: group,
      ...(delaySeconds > 0 ? { DelaySeconds: delaySeconds } : {}),
    }));
    for (let attempt = 0; open.length > 0; attempt++) {
      if (attempt > 0) await pause(50 * 2 ** attempt);
      if (attempt >= maxAttempts) throw new Error(`SQS refused ${open.length} messages for ${QueueUrl}`);
      const reply = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: open }));
      const failed = new Set((reply.Failed ?? []).map((failure) => failure.Id));
      open = open.filter((entry) => failed.has(entry.Id));
    }
  }
}

const entriesOf = (work: readonly { readonly tenantId: string }[], delaySeconds = 0): readonly Entry[] =>
  work.map((one) => ({ body: JSON.stringify(one), group: one.tenantId, delaySeconds }));

export function sqsQueues(
  urls: QueueUrls,
  client = lean(new SQSClient({ useQueueUrlAsEndpoint: false })),
  pause = sleep,
): Queues {
  return {
    plan: async (work, delaySeconds = 0) => {
      await client.send(
        new SendMessageCommand({
          QueueUrl: urls.plan(),
          MessageBody: JSON.stringify(work),
          MessageGroupId: work.tenantId,
          DelaySeconds: delaySeconds,
        }),
      );
    },
    enrol: (work) => sendAll({ client, pause }, urls.enrol(), entriesOf(work)),
    effects: (work) => sendAll({ client, pause }, urls.effects(), entriesOf(work)),
    transfers: (work) => sendAll({ client, pause }, urls.transfers(), entriesOf(work)),
    tracking: (notices) => sendAll({ client, pause }, urls.tracking(), entriesOf(notices)),
    webhooks: (work) => sendAll({ client, pause }, urls.webhooks(), entriesOf(work)),
    events: (work) => sendAll({ client, pause }, urls.events(), entriesOf(work)),
    outbox: (work, delaySeconds) => sendAll({ client, pause }, urls.outbox(), entriesOf(work, delaySeconds)),
  };
}
