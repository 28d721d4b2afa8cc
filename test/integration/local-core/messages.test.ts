import { DynamoDBClient, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../local/cloud.ts';
import { aCloud, call, clientOf, order } from './support.ts';

const TABLE = 'shop-state-Orders';
const queueUrl = (name: string) => `${cloud.gatewayUrl}/000000000000/shop-service-${name}`;

let cloud: Cloud;
let sqs: SQSClient;
let dynamo: DynamoDBClient;
beforeAll(async () => {
  cloud = await aCloud();
  sqs = new SQSClient({ ...clientOf(cloud), useQueueUrlAsEndpoint: false });
  dynamo = new DynamoDBClient(clientOf(cloud));
});

async function stored(id: string) {
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: TABLE, Key: { pk: { S: id } } }));
  return Item;
}

describe('a message', () => {
  it('goes from HTTP through a function and a queue into the table, with its group', async () => {
    expect((await call(cloud, 'POST /orders', order({ id: 'o-1' }))).status).toBe(202);
    await cloud.clock.whenIdle();
    expect(await stored('o-1')).toMatchObject({ group: { S: 'ann' }, receives: { N: '1' } });
  });

  it('may hold any Unicode text', async () => {
    await call(cloud, 'POST /orders', order({ id: 'o-😀' }));
    await cloud.clock.whenIdle();
    expect(await stored('o-😀')).toBeDefined();
  });

  it('reaches a warm function within 20 ms', async () => {
    const took: number[] = [];
    for (const id of ['w-0', 'w-1', 'w-2', 'w-3', 'w-4']) {
      await call(cloud, 'POST /orders', order({ id }));
      const sent = cloud.clock.now();
      await cloud.clock.whenIdle();
      const { at } = (await stored(id)) ?? {};
      took.push(Number(at?.N) - sent);
    }
    expect(Math.min(...took)).toBeLessThan(20);
  });

  it('is retried alone when it fails and lands in the dead-letter queue after its last attempt', async () => {
    const entry = (id: string, refuse: boolean) => ({
      Id: id,
      MessageBody: JSON.stringify({ id, refuse }),
      MessageGroupId: 'ann',
    });
    await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: queueUrl('Jobs'), Entries: [entry('good', false), entry('bad', true)] }),
    );
    await cloud.clock.whenIdle();
    expect(await stored('good')).toMatchObject({ receives: { N: '1' } });
    expect(await stored('bad')).toBeUndefined();
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl('DeadJobs'), MessageSystemAttributeNames: ['All'] }),
    );
    expect(Messages).toEqual([expect.objectContaining({ Body: JSON.stringify({ id: 'bad', refuse: true }) })]);
    expect(Messages?.[0]?.Attributes).toMatchObject({ MessageGroupId: 'ann' });
  });

  it('can be handed back at once by whoever received it', async () => {
    const QueueUrl = queueUrl('DeadJobs');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'again' }));
    const receive = async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages?.[0];
    const ReceiptHandle = (await receive())?.ReceiptHandle;
    expect(await receive()).toBeUndefined();
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    expect((await receive())?.Body).toBe('again');
  });

  it('is refused when its batch has the same id twice, as SQS does', async () => {
    const Entries = [1, 2].map(() => ({ Id: 'same', MessageBody: '{}', MessageGroupId: 'a' }));
    const sent = sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl('Jobs'), Entries }));
    await expect(sent).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinct' });
  });
});

describe('the gateway', () => {
  it('takes a file of 20 MB in one request, as S3 does', async () => {
    const s3 = new S3Client({ ...clientOf(cloud), forcePathStyle: true });
    const object = { Bucket: 'shop-state-receipts', Key: 'large.csv' };
    const Body = Buffer.alloc(20 * 1024 * 1024, 'row ');
    await s3.send(new PutObjectCommand({ ...object, Body }));
    const { Body: read } = await s3.send(new GetObjectCommand({ ...object, Range: 'bytes=20971516-20971519' }));
    expect(await read?.transformToString()).toBe('row ');
  });

  it('serves S3 with text and bytes', async () => {
    const s3 = new S3Client({ ...clientOf(cloud), forcePathStyle: true });
    const object = { Bucket: 'shop-state-receipts', Key: 'a/b c.bin' };
    const Body = Buffer.from([1, 0, 255]);
    await s3.send(new PutObjectCommand({ ...object, Body }));
    const { Body: read } = await s3.send(new GetObjectCommand(object));
    expect(Buffer.from((await read?.transformToByteArray()) ?? [])).toEqual(Body);
  });

  it('serves the indexes of the table', async () => {
    await call(cloud, 'POST /orders', order({ id: 'indexed' }));
    await cloud.clock.whenIdle();
    const { Items } = await dynamo.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'byStatus',
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':s': { S: 'done' } },
      }),
    );
    expect(Items?.map(({ pk }) => pk?.S)).toContain('indexed');
  });

  const signed = (service: string) =>
    `AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

  it('invokes functions and tells their errors from its own', async () => {
    const invoke = async (name: string, payload: object) => {
      const response = await fetch(`${cloud.gatewayUrl}/2015-03-31/functions/${name}/invocations`, {
        method: 'POST',
        headers: { authorization: signed('lambda') },
        body: JSON.stringify(payload),
      });
      return [response.status, response.headers.get('x-amz-function-error'), await response.json()];
    };
    expect(await invoke('shop-service-OrdersFunction', { routeKey: 'GET /orders/latest' })).toEqual([
      200,
      null,
      'the latest',
    ]);
    const failure = { errorType: 'RangeError', errorMessage: 'out of stock' };
    expect(await invoke('shop-service-OrdersFunction', { routeKey: 'GET /fail' })).toEqual([200, 'Unhandled', failure]);
    expect((await invoke('nobody', {}))[0]).toBe(404);
  });

  it('names a service it does not have', async () => {
    const authorization = signed('glue');
    const response = await fetch(cloud.gatewayUrl, {
      method: 'POST',
      headers: { authorization, 'x-amz-target': 'AWSGlue.GetTable' },
    });
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({
      message: 'The embedded cloud has no service glue (AWSGlue.GetTable)',
    });
  });

  it("lets interceptors see who calls what and answer in a service's place", async () => {
    const seen: string[] = [];
    const throttled = { status: 400, body: JSON.stringify({ __type: 'ProvisionedThroughputExceededException' }) };
    const other = await aCloud({
      interceptors: [
        (request, next) => {
          seen.push(`${request.caller.principal} ${request.headers['x-amz-target']}`);
          return next(request);
        },
        async (request, next) => (request.service === 'dynamodb' ? throttled : next(request)),
      ],
    });
    expect((await call(other, 'POST /orders', order({ id: 'x' }))).status).toBe(202);
    expect((await call(other, 'GET /orders/x')).status).toBe(500);
    expect(seen).toContain('OrdersFunction AmazonSQS.SendMessage');
    expect(seen).toContain('OrdersFunction DynamoDB_20120810.GetItem');
  });

  it('refuses unsigned calls', async () => {
    expect((await fetch(cloud.gatewayUrl)).status).toBe(403);
  });
});

describe('expired items', () => {
  it('are deleted some hours later, others stay', async () => {
    const now = Math.floor(cloud.clock.now() / 1000);
    await call(cloud, 'POST /orders', order({ id: 'short', expiresAt: now + 1_800 }));
    await call(cloud, 'POST /orders', order({ id: 'long', expiresAt: now + 86_400 }));
    await cloud.clock.whenIdle();
    await cloud.clock.advanceBy(8 * 3_600_000);
    expect([await stored('short'), (await stored('long')) !== undefined]).toEqual([undefined, true]);
  });
});
