import * as z from 'zod';
import type { Assembly } from '../assembly/load-assembly.ts';
import { REGION } from '../assembly/resource-types.ts';
import type { Resource } from '../assembly/stack.ts';
import type { Broker } from './broker.ts';

const numeric = z.union([z.number(), z.string()]).transform(String);
const QueueProperties = z.object({
  VisibilityTimeout: numeric.optional(),
  DelaySeconds: numeric.optional(),
  MaximumMessageSize: numeric.optional(),
  MessageRetentionPeriod: numeric.optional(),
  ReceiveMessageWaitTimeSeconds: numeric.optional(),
  FifoQueue: z.boolean().transform(String).optional(),
  ContentBasedDeduplication: z.boolean().transform(String).optional(),
  RedrivePolicy: z
    .object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .transform((policy) => JSON.stringify(policy))
    .optional(),
});

const SubscriptionProperties = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  RawMessageDelivery: z.union([z.boolean(), z.string()]).transform(String).optional(),
  FilterPolicy: z
    .record(z.string(), z.unknown())
    .transform((policy) => JSON.stringify(policy))
    .optional(),
  FilterPolicyScope: z.string().optional(),
});

/** Brings queues, topics, subscriptions and buckets to what the template says; messages and objects stay. */
export function provision(broker: Broker, assembly: Assembly): void {
  for (const queue of assembly.ofType('AWS::SQS::Queue')) ensureQueue(broker, queue);
  for (const { name } of assembly.ofType('AWS::SNS::Topic')) broker.sns.createTopic(name, undefined, undefined, REGION);
  replaceSubscriptions(broker, assembly);
  for (const { name } of assembly.ofType('AWS::S3::Bucket')) {
    if (!broker.s3.hasBucket(name)) broker.s3.createBucket(name);
  }
}

function ensureQueue({ sqs }: Broker, { name, ref, arn, properties }: Resource): void {
  const attributes = defined(QueueProperties.parse(properties));
  const existing = sqs.getQueueByName(name);
  if (existing) existing.setAttributes({ RedrivePolicy: '', ...attributes });
  else sqs.createQueue(name, ref, arn ?? name, attributes);
}

function replaceSubscriptions({ sns }: Broker, assembly: Assembly): void {
  for (const { arn } of [...sns.subscriptions.values()]) sns.unsubscribe(arn);
  for (const { logicalId, properties } of assembly.ofType('AWS::SNS::Subscription')) {
    const { TopicArn, Protocol, Endpoint, ...attributes } = SubscriptionProperties.parse(properties);
    if (Protocol !== 'sqs')
      throw new Error(`${logicalId}: the embedded cloud delivers topics to queues, not to ${Protocol}`);
    sns.subscribe(TopicArn, Protocol, Endpoint, defined(attributes));
  }
}

function defined(attributes: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const present: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) present[key] = value;
  return present;
}
