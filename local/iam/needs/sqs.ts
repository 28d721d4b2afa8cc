import { textAt } from '../../gateway/fields.ts';
import { arn, type Mapper, need } from './need.ts';

/** `https://host/<account>/<name>` names the queue `<name>`. */
function queueArn(url: string): string {
  const [account = '', name = ''] = url.split('/').slice(-2);
  return `arn:aws:sqs:us-east-1:${account}:${name}`;
}

const onQueue =
  (action: string): Mapper =>
  ({ view }) => [need(action, queueArn(textAt(view.json, 'QueueUrl') ?? ''))];

/** A batch needs the right of its single operation. */
const BATCHES = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};
const SINGLE = [
  'SendMessage',
  'ReceiveMessage',
  'DeleteMessage',
  'ChangeMessageVisibility',
  'GetQueueAttributes',
  'SetQueueAttributes',
  'PurgeQueue',
  'ListDeadLetterSourceQueues',
];

export const sqs: Readonly<Record<string, Mapper>> = {
  ...Object.fromEntries(SINGLE.map((operation) => [operation, onQueue(`sqs:${operation}`)])),
  ...Object.fromEntries(Object.entries(BATCHES).map(([operation, action]) => [operation, onQueue(`sqs:${action}`)])),
  GetQueueUrl: ({ view }) => [need('sqs:GetQueueUrl', arn('sqs', textAt(view.json, 'QueueName') ?? ''))],
  ListQueues: () => [need('sqs:ListQueues', '*')],
};
