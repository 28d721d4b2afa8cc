import * as z from 'zod';
import type { Resource } from '../assembly/stack.ts';

const Properties = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  BatchSize: z.coerce.number().default(10),
  MaximumBatchingWindowInSeconds: z.coerce.number().default(0),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
  FunctionResponseTypes: z.array(z.string()).default([]),
});

export interface EventSourceSpec {
  readonly queueArn: string;
  /** ARN or name. */
  readonly functionId: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly concurrency: number;
  /** The function names the messages that failed; without it, a batch succeeds or fails as one. */
  readonly partialFailures: boolean;
}

/** Undefined for a mapping that is switched off. */
export function eventSourceSpec({ logicalId, properties }: Resource, workers: number): EventSourceSpec | undefined {
  const mapping = Properties.parse(properties);
  if (!mapping.Enabled) return undefined;
  if (!mapping.EventSourceArn.startsWith('arn:aws:sqs:')) {
    throw new Error(`${logicalId}: the embedded cloud polls queues, not ${mapping.EventSourceArn}`);
  }
  return {
    queueArn: mapping.EventSourceArn,
    functionId: mapping.FunctionName,
    batchSize: mapping.BatchSize,
    windowMs: mapping.MaximumBatchingWindowInSeconds * 1000,
    concurrency: Math.min(mapping.ScalingConfig?.MaximumConcurrency ?? workers, workers),
    partialFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}
