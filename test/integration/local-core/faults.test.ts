import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../local/cloud.ts';
import { aCloud, ask, call, clientOf, order, until } from './support.ts';

const TABLE = 'shop-state-Orders';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await aCloud();
});
beforeEach(() => cloud.faults.clear());

const fault = (rule: object) => cloud.faults.set({ seed: 7, rules: [{ principal: 'Clerk', ...rule } as never] });
const hits = () => cloud.faults.report().rules[0]?.hits;

/** Adds 1 to a counter of its own, so that each execution can be seen. */
const count = (id: string) =>
  ask(cloud, {
    service: 'dynamodb',
    operation: 'UpdateItem',
    input: {
      Key: { pk: { S: id } },
      UpdateExpression: 'ADD #n :one',
      ExpressionAttributeNames: { '#n': 'n' },
      ExpressionAttributeValues: { ':one': { N: '1' } },
      ReturnValues: 'ALL_NEW',
    },
  });

async function rows(): Promise<Record<string, string>> {
  const { Items = [] } = await new DynamoDBClient(clientOf(cloud)).send(new ScanCommand({ TableName: TABLE }));
  return Object.fromEntries(Items.map(({ pk, n, receives }) => [pk?.S, n?.N ?? receives?.N]));
}

const update = { service: 'dynamodb', action: 'UpdateItem' };

describe('a call', () => {
  it.each([
    [{ service: 'dynamodb' }, 'Scan', 'ProvisionedThroughputExceededException'],
    [{ service: 'sqs' }, 'SendMessage', 'RequestThrottled'],
  ] as const)('is throttled: %j', async ({ service }, operation, error) => {
    fault({ service, kind: 'throttle', times: 1 });
    expect(await ask(cloud, { service, operation, input: { MessageBody: '{"id":"t"}' } })).toMatchObject({
      error,
      status: 400,
    });
    expect(hits()).toBe(1);
  });

  it('times out without being executed', async () => {
    fault({ ...update, kind: 'timeout' });
    expect((await count('timeout')).error).toBeDefined();
    expect(await rows()).not.toHaveProperty('timeout');
  });

  it('is executed although its reply is lost', async () => {
    fault({ ...update, kind: 'lost_reply' });
    expect((await count('lost')).error).toBeDefined();
    expect(await rows()).toMatchObject({ lost: '1' });
  });

  it('is executed twice and answered by the second one', async () => {
    fault({ ...update, kind: 'duplicate' });
    expect((await count('twice')).output).toMatchObject({ Attributes: { n: { N: '2' } } });
  });

  it('is delayed', async () => {
    fault({ ...update, kind: 'delay', delayMs: 150 });
    const began = performance.now();
    await count('late');
    expect(performance.now() - began).toBeGreaterThanOrEqual(150);
    expect(await rows()).toMatchObject({ late: '1' });
  });

  it.each([
    ['crash_before', undefined],
    ['crash_after', '1'],
  ])('ends the instance that made it: %s', async (kind, executed) => {
    fault({ ...update, kind, times: 1 });
    await expect(count(kind)).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    expect((await rows())[kind]).toBe(executed);
    expect((await count(kind)).output).toBeDefined();
  });

  it('in a batch is executed in part, and the rest comes back', async () => {
    fault({ service: 'dynamodb', action: 'BatchWriteItem', kind: 'partial_batch' });
    const puts = ['b1', 'b2', 'b3', 'b4'].map((id) => ({ PutRequest: { Item: { pk: { S: id } } } }));
    const { output } = await ask(cloud, {
      service: 'dynamodb',
      operation: 'BatchWriteItem',
      input: { RequestItems: { [TABLE]: puts } },
    });
    const left = (output?.['UnprocessedItems'] as Record<string, typeof puts> | undefined)?.[TABLE] ?? [];
    expect(left.length).toBeGreaterThan(0);
    expect(left.length).toBeLessThan(4);
    const stored = Object.keys(await rows()).filter((id) => /^b\d$/.test(id));
    expect([...stored, ...left.map(({ PutRequest }) => PutRequest.Item.pk.S)].sort()).toEqual(['b1', 'b2', 'b3', 'b4']);
  });

  it('that sends a batch of messages sends a part and names the others as failed', async () => {
    fault({ service: 'sqs', action: 'SendMessageBatch', kind: 'partial_batch' });
    const Entries = ['m1', 'm2', 'm3'].map((Id) => ({ Id, MessageBody: JSON.stringify({ id: Id }) }));
    const { output } = await ask(cloud, { service: 'sqs', operation: 'SendMessageBatch', input: { Entries } });
    const ids = (list: unknown) => (list as { Id: string }[]).map(({ Id }) => Id);
    const [sent, failed] = [ids(output?.['Successful']), ids(output?.['Failed'])];
    expect([sent.length > 0, failed.length > 0]).toEqual([true, true]);
    expect([...sent, ...failed].sort()).toEqual(['m1', 'm2', 'm3']);
    await cloud.clock.whenIdle();
    expect(
      Object.keys(await rows())
        .filter((id) => /^m\d$/.test(id))
        .sort(),
    ).toEqual(sent.sort());
  });
});

describe('an invocation', () => {
  it('crashes before or after its handler, and its message comes back', async () => {
    cloud.faults.set({
      seed: 1,
      rules: [{ service: 'lambda', action: 'invoke', principal: 'Worker', kind: 'crash_after', nth: 1 }],
    });
    await call(cloud, 'POST /orders', order({ id: 'again' }));
    await until(() => hits() === 1);
    await until(
      async () => ((await call(cloud, 'POST /_local/queues/expire')).body as { expired: number }).expired === 1,
    );
    await cloud.clock.whenIdle();
    expect(await rows()).toMatchObject({ again: '2' });
  });
});

describe('an event', () => {
  it('is delivered again as often as told', async () => {
    cloud.faults.set({ seed: 1, rules: [{ service: 'events', action: 'deliver', kind: 'duplicate', copies: 2 }] });
    const send = new SendEmailCommand({
      FromEmailAddress: 'a@shop.example',
      Destination: { ToAddresses: ['b@people.example'] },
      Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } },
      ConfigurationSetName: 'shop-mail',
    });
    await new SESv2Client(clientOf(cloud)).send(send);
    await until(() => hits() === 1);
    await cloud.clock.whenIdle();
    // The worker takes orders only: each copy of the event ends as a dead letter.
    const sqs = new SQSClient({ ...clientOf(cloud), useQueueUrlAsEndpoint: false });
    const QueueUrl = `${cloud.gatewayUrl}/000000000000/shop-service-DeadJobs`;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    const events = Messages.filter(({ Body }) => Body?.includes('"eventType":"Send"'));
    expect(new Set(events.map(({ Body }) => Body)).size).toBe(1);
    expect(new Set(events.map(({ MessageId }) => MessageId)).size).toBe(3);
  });
});

describe('rules over HTTP', () => {
  it('are set, shown with what they hit, and cleared', async () => {
    const rule = { id: 'r', service: 'dynamodb', action: 'Scan', kind: 'throttle', nth: 2 };
    expect((await call(cloud, 'POST /_local/faults', order({ seed: 3, rules: [rule] }))).status).toBe(200);
    for (const expected of [undefined, 'ProvisionedThroughputExceededException', undefined]) {
      expect((await ask(cloud, { service: 'dynamodb', operation: 'Scan' })).error).toBe(expected);
    }
    const shown = { seed: 3, rules: [{ ...rule, seen: 3, hits: 1 }] };
    expect((await call(cloud, 'GET /_local/faults')).body).toEqual(shown);
    expect((await call(cloud, 'DELETE /_local/faults')).body).toEqual({ seed: 3, rules: [] });
  });

  it('are refused with all that is wrong, and leave the rules before in force', async () => {
    fault({ ...update, kind: 'timeout', nth: 99 });
    const rules = [{ service: 'events', kind: 'throttle' }, { kind: 'delay' }];
    const { status, body } = await call(cloud, 'POST /_local/faults', order({ seed: 1, rules }));
    expect(status).toBe(400);
    const { errors } = body as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field)).toEqual(['rules.0.action', 'rules.0.kind', 'rules.1.service']);
    expect(cloud.faults.report().rules).toHaveLength(1);
  });
});
