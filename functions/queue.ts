import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import { logger } from './logger.ts';

/** Gives a message back to its queue for a while, without counting as a defect. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly seconds: number;

  constructor(seconds: number, why: string) {
    super(why);
    this.seconds = seconds;
  }
}

type Visibility = (record: SQSRecord, seconds: number) => Promise<void>;

const options = { throwOnFullBatchFailure: false };

async function settle(record: SQSRecord, work: () => Promise<void>, visibility: Visibility | undefined): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof RetryLater) await visibility?.(record, error.seconds);
    else logger.error('message failed', { messageId: record.messageId, error });
    throw error;
  }
}

/** How often SQS has delivered the message, from 1. */
const receivedTimes = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount);

/** A worker that settles each message on its own and returns only the failed ones to the queue. */
export function queueHandler<S extends z.ZodType>(
  schema: S,
  work: (input: z.output<S>, received: number) => Promise<void>,
  visibility?: Visibility,
) {
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const processor = new BatchProcessor(EventType.SQS);
    const handle = (record: SQSRecord) =>
      settle(record, async () => work(schema.parse(JSON.parse(record.body)), receivedTimes(record)), visibility);
    return processPartialResponse(event, handle, processor, { ...options, context });
  };
}

export interface BatchMessage {
  readonly id: string;
  readonly body: string;
  /** How often the queue has delivered it, this time included; NaN for a message that somebody made up by hand. */
  readonly received: number;
}

/** A worker that takes all messages of a batch together and names those that go back to the queue; if it fails, all of them come again. */
export function batchHandler(work: (messages: readonly BatchMessage[]) => Promise<readonly string[]>) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const messages = event.Records.map(({ messageId, body, attributes }) => ({
      id: messageId,
      body,
      received: Number(attributes?.ApproximateReceiveCount),
    }));
    return { batchItemFailures: (await work(messages)).map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
