import { Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface WorkQueueProps {
  /** The time-out of the function that works on it; the visibility is six times as long (AWS's advice). */
  readonly workerTimeoutSeconds: number;
  readonly maxReceives: number;
}

/** A queue with its dead-letter queue. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) };
    this.deadLetters = new Queue(this, 'DeadLetters', common);
    this.queue = new Queue(this, 'Queue', {
      ...common,
      visibilityTimeout: Duration.seconds(6 * props.workerTimeoutSeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives },
    });
  }
}

export interface WorkerProps {
  readonly fn: LambdaFunction;
  readonly batchSize: number;
  readonly maxConcurrency: number;
  readonly batchingWindowSeconds?: number;
}

/** Lets a function work on a queue; failed messages of a batch come back alone. */
export function workOn(queue: WorkQueue, { fn, batchSize, maxConcurrency, batchingWindowSeconds }: WorkerProps): void {
  fn.addEventSource(
    new SqsEventSource(queue.queue, {
      batchSize,
      maxConcurrency,
      reportBatchItemFailures: true,
      ...(batchingWindowSeconds ? { maxBatchingWindow: Duration.seconds(batchingWindowSeconds) } : {}),
    }),
  );
}
