import * as tables from '@aws-sdk/client-dynamodb';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import * as queues from '@aws-sdk/client-sqs';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const dynamo = new DynamoDBClient({});
const { JOBS_URL: QueueUrl, ORDERS_TABLE: TableName } = process.env;

const json = (statusCode, value) => ({
  statusCode,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

const routes = {
  'POST /orders': async ({ body }) => {
    const { MessageId } = await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: 'ann' }),
    );
    return json(202, { messageId: MessageId });
  },
  'GET /orders/{id}': async ({ pathParameters }) => {
    const { Item } = await dynamo.send(new GetItemCommand({ TableName, Key: { pk: { S: pathParameters.id } } }));
    return Item ? json(200, Item) : json(404, { message: 'no such order' });
  },
  'GET /orders/latest': async () => 'the latest',
  'GET /now': async () => ({
    now: Date.now(),
    iso: new Date().toISOString(),
    zone: new Date().getTimezoneOffset(),
    isDate: new Date() instanceof Date && new Date().constructor === Date,
  }),
  'GET /fail': async () => {
    throw new RangeError('out of stock');
  },
  'GET /me': async ({ requestContext }) => json(200, requestContext.authorizer.lambda),
};

export const orders = async (event, context) => {
  process.stdout.write(`${event.routeKey} by ${context.functionName}\n`);
  return (routes[event.routeKey] ?? (() => json(200, event)))(event);
};

export const work = async ({ Records }) => {
  const results = await Promise.allSettled(Records.map(settle));
  return { batchItemFailures: Records.filter((_, i) => results[i].status === 'rejected').map(itemOf) };
};

const itemOf = ({ messageId }) => ({ itemIdentifier: messageId });

async function settle({ body, attributes }) {
  const { id, refuse, slowMs, expiresAt } = JSON.parse(body);
  if (slowMs) await new Promise((resolve) => setTimeout(resolve, slowMs));
  if (refuse) throw new Error(`${id} refused`);
  const Item = {
    pk: { S: id },
    status: { S: 'done' },
    at: { N: String(Date.now()) },
    receives: { N: attributes.ApproximateReceiveCount },
    group: { S: attributes.MessageGroupId ?? 'none' },
    ...(expiresAt && { expiresAt: { N: String(expiresAt) } }),
  };
  await dynamo.send(new PutItemCommand({ TableName, Item }));
}

let asked = 0;
export const door = async ({ identitySource: [key] }) => {
  asked += 1;
  if (key === 'broken') throw new Error('the door is stuck');
  return { isAuthorized: key.startsWith('key-'), context: { tenant: key.slice(4), asked } };
};

export const hang = () => new Promise(() => {});

const single = { maxAttempts: 1 };
const clients = {
  dynamodb: [tables, new DynamoDBClient(single)],
  sqs: [queues, new SQSClient({ ...single, useQueueUrlAsEndpoint: false })],
};

/** Makes the SDK call it is told to, once, and says how it went. */
export const clerk = async ({ service, operation, input, say }) => {
  if (say) process.stdout.write(`${say}\n`);
  const [sdk, client] = clients[service];
  try {
    const { $metadata, ...output } = await client.send(
      new sdk[`${operation}Command`]({ TableName, QueueUrl, ...input }),
    );
    return { output };
  } catch ({ name, message, $metadata }) {
    return { error: name, message, status: $metadata?.httpStatusCode };
  }
};
