import * as z from 'zod';
import type { AwsRequest, AwsResponse } from '../service.ts';
import type { Broker, Message, Queue } from './broker.ts';

/**
 * Sends to standard queues in the place of fauxqs, which drops their MessageGroupId (fair queues) and refuses
 * characters outside the basic plane. What is wrong with a request is left to fauxqs, which refuses it as SQS does.
 */
export function sendToStandardQueue(broker: Broker, request: AwsRequest): AwsResponse | undefined {
  const parse = parsers[request.headers['x-amz-target'] ?? ''];
  if (!parse) return undefined;
  const call = parse(JSON.parse(request.body.toString()));
  const queue = call && broker.sqs.getQueue(call.queueUrl);
  if (!queue || queue.isFifo() || !call.entries.every((entry) => isAcceptable(queue, entry))) return undefined;
  const answers = call.entries.map((entry) => enqueue(broker, queue, entry));
  return {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(call.batch ? { Successful: answers, Failed: [] } : answers[0]),
  };
}

const Attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
const Entry = z.object({
  Id: z.string().optional(),
  MessageBody: z.string().min(1),
  MessageGroupId: z.string().optional(),
  DelaySeconds: z.number().optional(),
  MessageAttributes: z.record(z.string(), Attribute).default({}),
});
type Entry = z.infer<typeof Entry>;
const Single = Entry.extend({ QueueUrl: z.string() });
const Batch = z.object({
  QueueUrl: z.string(),
  Entries: z
    .array(Entry.required({ Id: true }))
    .min(1)
    .max(10),
});

interface Call {
  readonly queueUrl: string;
  readonly entries: readonly Entry[];
  readonly batch: boolean;
}

const parsers: Readonly<Record<string, (input: unknown) => Call | undefined>> = {
  'AmazonSQS.SendMessage': (input) => {
    const { data } = Single.safeParse(input);
    return data && { queueUrl: data.QueueUrl, entries: [data], batch: false };
  },
  'AmazonSQS.SendMessageBatch': (input) => {
    const { data } = Batch.safeParse(input);
    const distinct = data && new Set(data.Entries.map(({ Id }) => Id)).size === data.Entries.length;
    return distinct ? { queueUrl: data.QueueUrl, entries: data.Entries, batch: true } : undefined;
  },
};

const ACCEPTED_TEXT = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;

function isAcceptable({ attributes: { MaximumMessageSize } }: Queue, { MessageBody }: Entry): boolean {
  return Buffer.byteLength(MessageBody) <= Number(MaximumMessageSize) && ACCEPTED_TEXT.test(MessageBody);
}

function enqueue(broker: Broker, queue: Queue, { Id, MessageBody, MessageGroupId, ...entry }: Entry) {
  const { DelaySeconds: queueDelay } = queue.attributes;
  const delay = entry.DelaySeconds ?? Number(queueDelay);
  const message = broker.createMessage(MessageBody, attributesOf(entry), delay, MessageGroupId);
  queue.enqueue(message);
  return {
    ...(Id !== undefined && { Id }),
    MessageId: message.messageId,
    MD5OfMessageBody: message.md5OfBody,
    ...(message.md5OfMessageAttributes && { MD5OfMessageAttributes: message.md5OfMessageAttributes }),
  };
}

function attributesOf({ MessageAttributes }: Pick<Entry, 'MessageAttributes'>): Message['messageAttributes'] {
  return Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        DataType,
        ...(StringValue !== undefined && { StringValue }),
        ...(BinaryValue !== undefined && { BinaryValue }),
      },
    ]),
  );
}
