import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../local/cloud.ts';
import { aCloud, ask, call, clientOf, order } from './support.ts';

const TABLE = 'arn:aws:dynamodb:us-east-1:000000000000:table/shop-state-Orders';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await aCloud();
});

const statement = (id: string) => cloud.iam.report().statements.find((one) => one.id === id);

describe('a function', () => {
  it('is refused what its role does not allow, with the statement it lacks', async () => {
    const answer = await ask(cloud, { service: 'dynamodb', operation: 'PutItem', input: { Item: { pk: { S: 'x' } } } });
    expect(answer).toMatchObject({ error: 'AccessDeniedException', status: 400 });
    expect(answer.message).toBe(
      `ClerkFunction is not authorized to perform dynamodb:PutItem on ${TABLE}: no statement allows it. Add to the role ` +
        `shop-service-ClerkRole: {"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"${TABLE}"}`,
    );
    expect(cloud.iam.report().denied).toContainEqual({
      principal: 'ClerkFunction',
      action: 'dynamodb:PutItem',
      resource: TABLE,
      count: 1,
    });
  });

  it('is refused an index and a transaction it was not given', async () => {
    const query = await ask(cloud, {
      service: 'dynamodb',
      operation: 'Query',
      input: { IndexName: 'byStatus', KeyConditionExpression: '#s = :s', ExpressionAttributeNames: { '#s': 'status' } },
    });
    expect(query.message).toContain(`${TABLE}/index/byStatus`);
    const TransactItems = [{ Delete: { TableName: 'shop-state-Orders', Key: { pk: { S: 'x' } } } }];
    const transaction = await ask(cloud, {
      service: 'dynamodb',
      operation: 'TransactWriteItems',
      input: { TransactItems },
    });
    expect(transaction.message).toContain('dynamodb:DeleteItem');
  });

  it('is refused by SQS as SQS refuses', async () => {
    const answer = await ask(cloud, { service: 'sqs', operation: 'PurgeQueue' });
    expect(answer).toMatchObject({ error: 'AccessDeniedException', status: 403 });
  });

  it('is refused what nobody has mapped', async () => {
    const answer = await ask(cloud, { service: 'dynamodb', operation: 'ListBackups' });
    expect(answer.message).toBe(
      'The embedded cloud does not know which right dynamodb:ListBackups needs, so ClerkFunction may not call it',
    );
  });

  it('uses its own statements, also to log and to trace, and the report says how often', async () => {
    await ask(cloud, { service: 'dynamodb', operation: 'Scan', say: 'hello' });
    expect(statement('ClerkRole/Own#0')?.used).toMatchObject({ 'logs:CreateLogStream': expect.any(Number) });
    expect(statement('ClerkRole/Own#1')?.unusedActions).toEqual([]);
    expect(statement('ClerkRole/Own#2')?.used['dynamodb:Scan']).toBe(1);
    expect(statement('ClerkRole/Own#2')?.unusedActions).toContain('dynamodb:BatchGetItem');
    expect(statement('ClerkRole/trust#0')?.used).toEqual({ 'sts:AssumeRole': expect.any(Number) });
  });
});

describe('the owner of the account', () => {
  it('may do everything', async () => {
    const s3 = new S3Client({ ...clientOf(cloud), forcePathStyle: true });
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'shop-state-receipts', Key: 'k', Body: 'x' })),
    ).resolves.toBeDefined();
  });
});

describe('services', () => {
  it('use what queues, topics and functions admit them for', async () => {
    await call(cloud, 'POST /orders', order({ id: 'by-http' }));
    await cloud.clock.whenIdle();
    expect(statement('OrdersFromApi#0')?.used['lambda:InvokeFunction']).toBeGreaterThan(0);
    expect(statement('WorkerRolePolicy#0')?.unusedActions).toEqual([]);

    const Content = { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } };
    const mail = { FromEmailAddress: 'a@shop.example', Destination: { ToAddresses: ['b@people.example'] }, Content };
    await new SESv2Client(clientOf(cloud)).send(new SendEmailCommand({ ...mail, ConfigurationSetName: 'shop-mail' }));
    await cloud.clock.advanceBy(60_000);
    expect(statement('NewsPolicy#0')?.used).toEqual({ 'sns:Publish': 1 });
    expect(statement('JobsPolicy#1')?.used).toEqual({ 'sqs:SendMessage': 1 });
  });

  it('are shown in the report behind its route', async () => {
    const { status, body } = await call(cloud, 'GET /_local/iam');
    expect(status).toBe(200);
    expect(body).toMatchObject({ statements: expect.any(Array), denied: expect.any(Array) });
  });
});
