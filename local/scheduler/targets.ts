import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Backplane } from '../service.ts';
import type { Target } from './schedule.ts';

/** A firing as its target sees it; instants are milliseconds since 1970. */
export interface Firing {
  readonly scheduleArn: string;
  readonly scheduledAt: number;
  readonly attempt: number;
}

const UNIVERSAL = 'arn:aws:scheduler:::aws-sdk:';

const SendMessage = z.object({ QueueUrl: z.string(), MessageBody: z.string(), MessageGroupId: z.string().optional() });
const StartExecution = z.object({
  StateMachineArn: z.string(),
  Input: z.string().default('{}'),
  Name: z.string().optional(),
});
const Invoke = z.object({ FunctionName: z.string(), Payload: z.string().default('{}') });

type Send = (backplane: Backplane, target: Target, input: string) => Promise<unknown>;

/** Universal targets by API action. */
const actions: Readonly<Record<string, Send>> = {
  'sqs:sendMessage': (backplane, _, input) => {
    const { QueueUrl, MessageBody, MessageGroupId } = SendMessage.parse(JSON.parse(input));
    return backplane.sendMessage(queueArnOf(QueueUrl), MessageBody, MessageGroupId);
  },
  'sfn:startExecution': (backplane, _, input) => {
    const { StateMachineArn, Input, Name } = StartExecution.parse(JSON.parse(input));
    return backplane.startExecution(StateMachineArn, Input, Name);
  },
  'lambda:invoke': (backplane, _, input) => {
    const { FunctionName, Payload } = Invoke.parse(JSON.parse(input));
    return backplane.invoke(FunctionName, JSON.parse(Payload));
  },
};

/** Templated targets by the service of their ARN. */
const services: Readonly<Record<string, Send>> = {
  lambda: (backplane, { Arn }, input) => backplane.invoke(Arn, JSON.parse(input)),
  sqs: (backplane, { Arn, SqsParameters }, input) => backplane.sendMessage(Arn, input, SqsParameters?.MessageGroupId),
  states: (backplane, { Arn }, input) => backplane.startExecution(Arn, input),
};

function senderOf(arn: string): Send | undefined {
  const table = arn.startsWith(UNIVERSAL) ? actions : services;
  const key = arn.startsWith(UNIVERSAL) ? arn.slice(UNIVERSAL.length) : (arn.split(':')[2] ?? '');
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Whether firings can reach this ARN here. */
export const isEmulated = (arn: string): boolean => senderOf(arn) !== undefined;

/** Lambda takes an event and tries it twice again by itself; every other target answers at once. */
export const invokesLambda = (arn: string): boolean =>
  arn.split(':')[2] === 'lambda' || arn === `${UNIVERSAL}lambda:invoke`;

/** Sends a firing to its target; rejects when the target does not take it. */
export async function send(backplane: Backplane, target: Target, firing: Firing): Promise<void> {
  await senderOf(target.Arn)?.(backplane, target, inputOf(target, firing));
}

function inputOf({ Input }: Target, firing: Firing): string {
  if (Input === undefined) return JSON.stringify(defaultEvent(firing));
  const context: Readonly<Record<string, string>> = {
    'schedule-arn': firing.scheduleArn,
    'scheduled-time': timeOf(firing),
    'execution-id': randomUUID(),
    'attempt-number': String(firing.attempt + 1),
  };
  return Input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => context[name] ?? whole);
}

const timeOf = ({ scheduledAt }: Firing): string => new Date(scheduledAt).toISOString().replace('.000Z', 'Z');

const defaultEvent = (firing: Firing) => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Scheduled Event',
  source: 'aws.scheduler',
  account: '000000000000',
  time: timeOf(firing),
  region: 'us-east-1',
  resources: [firing.scheduleArn],
  detail: '{}',
});

function queueArnOf(queueUrl: string): string {
  const [account = '', name = ''] = new URL(queueUrl).pathname.split('/').slice(-2);
  return `arn:aws:sqs:us-east-1:${account}:${name}`;
}
