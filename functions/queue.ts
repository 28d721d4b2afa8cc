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

/** A worker that settles each message on its own and returns only the failed ones to the queue. */
export function queueHandler<S extends z.ZodType>(
  schema: S,
  work: (input: z.output<S>) => Promise<void>,
  visibility?: Visibility,
) {
  return (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const processor = new BatchProcessor(EventType.SQS);
    const handle = (record: SQSRecord) =>
      settle(record, async () => work(schema.parse(JSON.parse(record.body))), visibility);
    return processPartialResponse(event, handle, processor, { ...options, context });
  };
}

/** A worker that takes all messages of a batch together; if it fails, all of them come again. */
export function batchHandler(
  work: (bodies: readonly { readonly id: string; readonly body: string }[]) => Promise<readonly string[]>,
) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = await work(event.Records.map((record) => ({ id: record.messageId, body: record.body })));
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
