import { REGION } from '../assembly/resource-types.ts';
import type { Message, Queue, ReceivedMessage } from './broker.ts';

/** The event Lambda builds of messages it received from a queue. `offsetMs` is the distance of cloud time from real. */
export function sqsEvent(queue: Queue, messages: readonly ReceivedMessage[], offsetMs: number) {
  return { Records: messages.map((message) => record(queue, message, offsetMs)) };
}

function record(queue: Queue, received: ReceivedMessage, offsetMs: number) {
  const message = queue.inflightMessages.get(received.ReceiptHandle)?.message;
  return {
    messageId: received.MessageId,
    receiptHandle: received.ReceiptHandle,
    body: received.Body,
    attributes: message ? systemAttributes(message, offsetMs) : {},
    messageAttributes: eventAttributes(received.MessageAttributes ?? {}),
    ...(received.MD5OfMessageAttributes && { md5OfMessageAttributes: received.MD5OfMessageAttributes }),
    md5OfBody: received.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: REGION,
  };
}

function systemAttributes(message: Message, offsetMs: number) {
  const { sentTimestamp, approximateFirstReceiveTimestamp = sentTimestamp } = message;
  return {
    ApproximateReceiveCount: String(message.approximateReceiveCount),
    SentTimestamp: String(sentTimestamp + offsetMs),
    SenderId: 'AIDALOCAL',
    ApproximateFirstReceiveTimestamp: String(approximateFirstReceiveTimestamp + offsetMs),
    ...(message.messageGroupId && { MessageGroupId: message.messageGroupId }),
    ...(message.messageDeduplicationId && { MessageDeduplicationId: message.messageDeduplicationId }),
    ...(message.sequenceNumber && { SequenceNumber: message.sequenceNumber }),
  };
}

function eventAttributes(attributes: Message['messageAttributes']) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
        dataType: DataType,
      },
    ]),
  );
}
