import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { functionSpec } from '../../../local/lambda/function-spec.ts';
import { attributionBy } from '../../../local/meter/attribution.ts';
import { Meter } from '../../../local/meter/meter.ts';
import { metered } from '../../../local/meter/metered-backplane.ts';
import { type PriceName, priceOf } from '../../../local/meter/prices.ts';
import type { AwsRequest, AwsResponse, Backplane, Clock } from '../../../local/service.ts';

const clock: Clock = { now: () => 1_000, at: () => ({ cancel: () => {} }), busy: () => () => {} };
const aMeter = () => new Meter({ clock, attribute: /cmp_\w+/ });

type Call = Partial<AwsRequest> & { readonly service: string; readonly json?: unknown; readonly instance?: string };

/** Sends a call through the meter to a service that answers `response`. Returns the request the service saw. */
async function use(
  meter: Meter,
  { json, instance, ...call }: Call,
  response: AwsResponse = { status: 200, body: '{}' },
) {
  const caller = { principal: 'F', ...(instance !== undefined && { instance }) };
  const body = Buffer.from(json === undefined ? '' : JSON.stringify(json));
  const request = { method: 'POST', url: '/', headers: {}, body, caller, ...call };
  const seen: AwsRequest[] = [];
  await meter.interceptor(request, async (asked) => {
    seen.push(asked);
    return response;
  });
  return seen[0];
}

const target = (operation: string) => ({ headers: { 'x-amz-target': `P.${operation}` } });
const consumed = (value: unknown) => ({ status: 200, body: JSON.stringify({ ConsumedCapacity: value, Items: [] }) });
const units = (CapacityUnits: number) => ({ TableName: 'T', CapacityUnits });
const aFunction = (properties: object = {}) => {
  const Properties = { MemorySize: 512, Architectures: ['arm64'], LoggingConfig: { LogGroup: 'l' }, ...properties };
  const resource = {
    stack: 's',
    logicalId: 'Worker',
    type: 'AWS::Lambda::Function',
    name: 'w',
    ref: 'w',
    arn: 'arn:w',
  };
  return functionSpec({ ...resource, properties: JSON.parse(JSON.stringify(Properties)) }, new Map());
};

describe('prices', () => {
  it.each<[PriceName, number, number]>([
    ['dynamodbWriteUnit', 8, 0.000005],
    ['dynamodbReadUnit', 0.5, 0.0000000625],
    ['sqsRequest', 1_000_000, 0.4],
    ['sqsFairRequest', 1_000_000, 0.5],
    ['snsPublish', 1_000_000, 0.5],
    ['stateTransition', 7_000, 0.175],
    ['sesRecipient', 3_000, 0.3],
    ['lambdaGbSecondArm', 60, 0.000800004],
    ['logByte', 2_000_000_000, 1],
  ])('of %s × %d is $%d', (name, quantity, usd) => {
    expect(priceOf(name, quantity)).toBeCloseTo(usd, 12);
  });
});

describe('attribution', () => {
  it('shares a text by how often it names each id', () => {
    expect(attributionBy(/cmp_\w+/)('cmp_a cmp_b, cmp_a; cmp_a')).toEqual([
      ['cmp_a', 0.75],
      ['cmp_b', 0.25],
    ]);
  });

  it('finds nobody in a text without ids, or without a pattern', () => {
    expect(attributionBy(/cmp_\w+/)('nothing')).toBeUndefined();
    expect(attributionBy(undefined)('cmp_a')).toBeUndefined();
  });

  it('gives parts that add up to 1', () => {
    const ids = fc.array(fc.constantFrom('cmp_a', 'cmp_b', 'cmp_c'), { minLength: 1 });
    fc.assert(
      fc.property(ids, (named) => {
        const shares = attributionBy(/cmp_\w+/)(named.join(' ')) ?? [];
        expect(shares.reduce((sum, [, part]) => sum + part, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('loses nothing: campaigns and the rest make up the total', async () => {
    const meter = aMeter();
    await use(meter, { service: 'ses', url: '/v2/email/outbound-emails', json: { EmailTags: ['cmp_a', 'cmp_b'] } });
    await use(meter, { service: 'ses', url: '/v2/email/outbound-emails', json: {} });
    const { total, campaigns, unattributed } = meter.report();
    expect(total.usd).toBeCloseTo(0.0002, 12);
    expect([campaigns['cmp_a']?.usd, campaigns['cmp_b']?.sesUsd, unattributed.usd]).toEqual([0.00005, 0.00005, 0.0001]);
  });
});

describe('an SDK call', () => {
  it('asks DynamoDB what it consumes, without touching the rest', async () => {
    const seen = await use(aMeter(), { service: 'dynamodb', ...target('GetItem'), json: { TableName: 'T' } });
    expect(JSON.parse(String(seen?.body))).toEqual({ ReturnConsumedCapacity: 'TOTAL', TableName: 'T' });
  });

  it('counts capacity units as DynamoDB states them', async () => {
    const meter = aMeter();
    const write = { service: 'dynamodb', ...target('PutItem'), json: { TableName: 'T' } };
    await use(meter, write, consumed(units(3)));
    await use(meter, { ...write, ...target('TransactWriteItems') }, consumed([units(11), units(2)]));
    await use(meter, { ...write, ...target('Query') }, consumed(units(1.5)));
    const { counts, usd } = meter.report().total;
    expect(counts).toMatchObject({ dynamodbWriteUnits: 16, dynamodbReadUnits: 1.5 });
    expect(usd).toBeCloseTo(16 * 0.000000625 + 1.5 * 0.000000125, 14);
    expect(counts.sdkCalls).toEqual({ 'dynamodb.PutItem': 1, 'dynamodb.TransactWriteItems': 1, 'dynamodb.Query': 1 });
  });

  it('leaves alone what the caller asks itself, and adds up tables without their indexes', async () => {
    const meter = aMeter();
    const json = { TableName: 'T', ReturnConsumedCapacity: 'INDEXES' };
    const detail = { ...units(3), Table: { CapacityUnits: 1 }, GlobalSecondaryIndexes: { i: { CapacityUnits: 2 } } };
    const seen = await use(meter, { service: 'dynamodb', ...target('PutItem'), json }, consumed(detail));
    expect(JSON.parse(String(seen?.body))).toEqual(json);
    expect(meter.report().total.counts.dynamodbWriteUnits).toBe(3);
  });

  it('charges writes whose condition failed', async () => {
    const meter = aMeter();
    const refused = (type: string) => ({ status: 400, body: JSON.stringify({ __type: `x#${type}` }) });
    await use(
      meter,
      { service: 'dynamodb', ...target('PutItem'), json: { TableName: 'T' } },
      refused('ConditionalCheckFailedException'),
    );
    const TransactItems = [{ Put: {} }, { Update: {} }];
    await use(
      meter,
      { service: 'dynamodb', ...target('TransactWriteItems'), json: { TransactItems } },
      refused('TransactionCanceledException'),
    );
    await use(
      meter,
      { service: 'dynamodb', ...target('PutItem'), json: { TableName: 'T' } },
      refused('ValidationException'),
    );
    expect(meter.report().total.counts.dynamodbWriteUnits).toBe(5);
  });

  it('counts SQS requests in 64 KB, dearer with a group', async () => {
    const meter = aMeter();
    const send = { service: 'sqs', ...target('SendMessage') };
    await use(meter, { ...send, json: { MessageBody: 'x'.repeat(70_000) } });
    await use(meter, { ...send, json: { MessageBody: 'x', MessageGroupId: 'g' } });
    const { counts, usd } = meter.report().total;
    expect(counts.sqsRequests).toBe(3);
    expect(usd).toBeCloseTo(2 * 0.0000004 + 0.0000005, 14);
  });

  it('counts recipients of accepted mail only', async () => {
    const meter = aMeter();
    const Destination = { ToAddresses: ['a', 'b'], CcAddresses: ['c'] };
    const call = { service: 'ses', url: '/v2/email/outbound-emails', json: { Destination, tag: 'cmp_a' } };
    await use(meter, call);
    await use(meter, call, { status: 429 });
    expect(meter.report().campaigns['cmp_a']).toMatchObject({
      sesUsd: 0.00030000000000000003,
      counts: { sesRecipients: 3 },
    });
  });

  it('that names nobody belongs to whom its invocation was for', async () => {
    const meter = aMeter();
    meter.runBegan('i-1', '{"campaignId":"cmp_a"}');
    const call = { service: 's3', method: 'GET', url: '/b/k' };
    await use(meter, { ...call, instance: 'i-1' });
    await use(meter, { ...call, instance: 'i-2' });
    const { campaigns, unattributed } = meter.report();
    expect([campaigns['cmp_a']?.counts.s3Requests, unattributed.counts.s3Requests]).toEqual([1, 1]);
  });
});

describe('the platform', () => {
  it('bills a run by memory, architecture and time, load included', () => {
    const meter = aMeter();
    meter.runBegan('i', 'cmp_a');
    meter.runEnded(aFunction(), 'i', { initMs: 300, runMs: 99.2 });
    const { counts, byService } = meter.report().campaigns['cmp_a'] ?? {};
    expect(counts).toMatchObject({ lambdaInvocations: 1, lambdaGbSeconds: 0.2, lambdaMs: { Worker: 400 } });
    expect(byService?.['lambda']).toBeCloseTo(0.0000002 + 0.2 * 0.0000133334, 14);
  });

  it('bills x86 dearer, and traces where they are on', () => {
    const meter = aMeter();
    const spec = aFunction({ Architectures: ['x86_64'], TracingConfig: { Mode: 'Active' }, LoggingConfig: undefined });
    meter.runEnded(spec, 'i', { initMs: 0, runMs: 1_000 });
    meter.runEnded(spec, 'i', { initMs: 0, runMs: 1_000 });
    const { counts, byService } = meter.report().total;
    expect(byService['lambda']).toBeCloseTo(2 * (0.0000002 + 0.5 * 0.0000166667), 14);
    expect([counts['traces'], counts.logBytes]).toEqual([1.05, 0]);
  });

  it('bills lines with 26 bytes more each', () => {
    const meter = aMeter();
    meter.runBegan('i', 'cmp_a');
    meter.printed(aFunction(), 'i', 'ä');
    expect(meter.report().campaigns['cmp_a']?.counts.logBytes).toBe(28);
  });

  it('bills what services do to each other, and nothing that was refused', async () => {
    const meter = aMeter();
    const plain: Backplane = {
      invoke: async () => null,
      sendMessage: async () => {},
      publish: async (topic) => {
        if (topic === 'closed') throw new Error('no');
      },
      putObject: async () => {},
      startExecution: async () => {},
    };
    const backplane = metered(plain, meter.bill);
    await backplane.publish('open', 'x'.repeat(65_537));
    await expect(backplane.publish('closed', 'x')).rejects.toThrow('no');
    await backplane.sendMessage('q', 'b', 'group');
    await backplane.putObject('b', 'k', 'cmp_a');
    const { counts, byService } = meter.report().total;
    expect(counts).toMatchObject({ snsPublishes: 2, sqsRequests: 1, s3Requests: 1 });
    expect(byService).toEqual({ s3: 0.000005, sns: 0.000001, sqs: 0.0000005 });
  });

  it('keeps waiting for messages out of the total', () => {
    const meter = aMeter();
    meter.bill('sqsEmptyReceive', '', 3);
    const { total, idle } = meter.report();
    expect([total.usd, idle.counts['sqsEmptyReceives']]).toEqual([0, 3]);
    expect(idle.usd).toBeCloseTo(0.0000012, 14);
  });

  it('says what a thousand contacts cost, and begins anew when reset', () => {
    const meter = aMeter();
    meter.bill('stateTransition', 'cmp_a', 700);
    expect(meter.report(100).campaigns['cmp_a']?.usdPer1000Contacts).toBeCloseTo(0.175, 12);
    meter.reset();
    expect(meter.report()).toMatchObject({ total: { usd: 0 }, campaigns: {} });
  });
});
