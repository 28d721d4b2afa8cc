import { mkdirSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import { buildApp } from 'fauxqs';
import { REGION } from '../assembly/resource-types.ts';
import { intercepted, type OnTopicDelivery } from './topic-delivery.ts';

type App = ReturnType<typeof buildApp>;
type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type Queue = ReturnType<Stores['sqsStore']['createQueue']>;
export type Message = Parameters<Queue['enqueue']>[0];
export type ReceivedMessage = ReturnType<Queue['dequeue']>[number];

/** Queues, topics and buckets of fauxqs in this process: no port of their own, and state that survives a crash. */
export interface Broker {
  readonly sqs: Stores['sqsStore'];
  readonly sns: Stores['snsStore'];
  readonly s3: Stores['s3Store'];
  readonly app: App;
  createMessage(
    body: string,
    attributes: Message['messageAttributes'],
    delaySeconds: number,
    groupId?: string,
  ): Message;
  publish(topicArn: string, message: string): void;
  close(): Promise<void>;
}

/**
 * `startFauxqs` listens on all interfaces and offers no receive or delete in process, so the stores it is made of
 * are put together here. They are not part of its public interface: the version is pinned in package.json.
 */
export async function openBroker(
  directory: string,
  onDelivery: OnTopicDelivery = ({ deliver }) => deliver(),
): Promise<Broker> {
  const [{ SqsStore }, { SnsStore }, { S3Store }, { PersistenceManager }, { fanOutToSubscriptions }] =
    await Promise.all([
      internal('sqs/sqsStore.js'),
      internal('sns/snsStore.js'),
      internal('s3/s3Store.js'),
      internal('persistence.js'),
      internal('sns/actions/publish.js'),
    ]);
  const sqs: Stores['sqsStore'] = new SqsStore();
  const sns: Stores['snsStore'] = new SnsStore();
  const s3: Stores['s3Store'] = new S3Store();

  mkdirSync(directory, { recursive: true });
  const persistence = new PersistenceManager(directory);
  // With write-ahead logging this survives the death of the process, without a disk flush for each message.
  persistence.db.exec('PRAGMA synchronous = NORMAL');
  // fauxqs clears the receive count as well, which its own schema forbids: a visibility time-out of 0 would fail.
  const release = persistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  persistence.updateMessageReady = (messageId: string) => release.run(messageId);
  persistence.load(sqs, sns, s3);
  for (const store of [sqs, sns, s3, ...sqs.allQueues()]) Object.assign(store, { persistence });

  const app = buildApp({ logger: false, defaultRegion: REGION, stores: { sqsStore: sqs, snsStore: sns, s3Store: s3 } });
  await app.ready();
  return {
    sqs,
    sns,
    s3,
    app,
    createMessage: (body, attributes, delaySeconds, groupId) =>
      SqsStore.createMessage(body, attributes, delaySeconds, groupId),
    publish: (topicArn, message) => {
      const topic = sns.getTopic(topicArn);
      if (!topic) throw new Error(`There is no topic ${topicArn}`);
      const messageId = crypto.randomUUID();
      fanOutToSubscriptions({
        topicArn,
        topic,
        messageId,
        message,
        messageAttributes: {},
        snsStore: sns,
        sqsStore: {
          getQueueByArn: (arn: string) => {
            const queue = sqs.getQueueByArn(arn);
            return queue && intercepted(topicArn, queue, onDelivery);
          },
        },
      });
    },
    close: async () => {
      await app.close();
      persistence.close();
    },
  };
}

async function internal(path: string) {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) throw new Error('The package fauxqs is missing; run npm install.');
  return import(new URL(`dist/${path}`, pathToFileURL(manifest)).href);
}
