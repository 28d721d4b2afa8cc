import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys } from '../../src/adapters/dynamo/keys.ts';
import { statsStore } from '../../src/adapters/dynamo/stats-store.ts';
import { Table } from '../../src/adapters/dynamo/table.ts';
import { writesTo } from '../../src/adapters/dynamo/writes.ts';
import { sendIdOf } from '../../src/domain/ids.ts';
import { chunkKey } from '../../src/usecases/engine/plan-audience.ts';
import { resourceOf } from '../support/aws.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, booksOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];
const address = 'twice@one.example';

/** The product's table on a local cloud, as an adapter sees it. */
function tableOf({ cloud }: TestCloud): Table {
  const name = cloud.assembly.ofType('AWS::DynamoDB::GlobalTable')[0]?.name ?? '';
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return new Table(name, new DynamoDBClient({ endpoint: cloud.gatewayUrl, region: 'us-east-1', credentials }));
}

/** AWS delivers at least once: whatever comes again must change nothing. */
describe('what comes twice', () => {
  let cloud: TestCloud;
  let campaignId: string;
  let contactId: string;
  const sqsEvent = (body: object, copies: number) => ({
    Records: Array.from({ length: copies }, (_, i) => ({
      messageId: `m${i}`,
      receiptHandle: `r${i}`,
      body: JSON.stringify(body),
      attributes: {},
      messageAttributes: {},
      eventSource: 'aws:sqs',
    })),
  });
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    const launched = await aLaunched(cloud, steps, [address]);
    campaignId = launched.campaignId;
    contactId = launched.contactIds[0] ?? '';
  });
  afterAll(() => cloud.close());

  it('an outbox message: the mail leaves once', async () => {
    const { messages } = await timelineOf(cloud.api, campaignId, contactId);
    const work = { tenantId: cloud.tenantId, campaignId, contactId, sendId: messages[0]?.sendId };
    expect(await cloud.invoke('SendMail', sqsEvent(work, 5))).toEqual({ batchItemFailures: [] });
    expect(await subjectsTo(cloud, address)).toHaveLength(1);
  });

  it('a chunk of the audience, or a plan: the contact is enrolled once', async () => {
    const row = await tableOf(cloud).get(keys.campaign(cloud.tenantId, campaignId));
    const plan = { tenantId: cloud.tenantId, campaignId, launchId: String(row?.['launchId']) };
    const chunk = { ...plan, chunk: 0, key: chunkKey(plan, 0) };
    expect(await cloud.invoke('EnrolBatch', sqsEvent(chunk, 3))).toEqual({ batchItemFailures: [] });
    expect(await cloud.invoke('Plan', sqsEvent({ kind: 'plan', ...plan }, 2))).toEqual({ batchItemFailures: [] });
    await cloud.advanceBy('PT5M');
    expect(await subjectsTo(cloud, address)).toHaveLength(1);
    const { timeline } = await timelineOf(cloud.api, campaignId, contactId);
    expect(timeline.filter((entry) => entry.what === 'enrolled')).toHaveLength(1);
    expect((await tableOf(cloud).get(keys.plan(plan.tenantId, campaignId, plan.launchId)))?.['chunksDone']).toBe(1);
  });

  it('a wake: an early or repeated step only says how long to wait', async () => {
    const { enrollment } = await timelineOf(cloud.api, campaignId, contactId);
    const input = {
      tenantId: cloud.tenantId,
      campaignId,
      contactId,
      entry: 1,
      generation: 1,
      waitUntil: String(enrollment.nextStepAt),
    };
    expect(await cloud.invoke('RunStep', input)).toEqual({
      ...input,
      last: false,
      next: 'wait',
      waitUntil: enrollment.nextStepAt,
    });
    expect(await cloud.invoke('RunStep', { ...input, generation: 7 })).toMatchObject({ next: 'done' });
    await cloud.advanceBy('PT5M');
    expect(await subjectsTo(cloud, address)).toHaveLength(1);
  });

  it('an event of SES: it is counted once, raw or in the envelope of SNS, in any order', async () => {
    const sendId = sendIdOf({ tenantId: cloud.tenantId, campaignId, contactId, entry: 1 }, 'first', 1);
    const mail = {
      timestamp: '2026-11-25T09:00:00.000Z',
      messageId: 'x',
      tags: { tenantId: [cloud.tenantId], contactId: [contactId], sendId: [sendId], campaignId: [campaignId] },
    };
    const seen = {
      timestamp: '2026-11-25T10:00:00.000Z',
      ipAddress: '192.0.2.1',
      userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140',
    };
    const events = [
      { eventType: 'Click', mail, click: { ...seen, link: 'https://example.com/' } },
      { eventType: 'Open', mail, open: seen },
    ];
    const { arn: TopicArn } = resourceOf(cloud.cloud, 'AWS::SNS::Topic', 'MailEventsTopic');
    for (const event of [...events, ...events.toReversed()]) {
      expect(await cloud.invoke('RecordEvents', sqsEvent(event, 3))).toEqual({ batchItemFailures: [] });
      const envelope = { Type: 'Notification', TopicArn, Message: JSON.stringify(event) };
      expect(await cloud.invoke('RecordEvents', sqsEvent(envelope, 2))).toEqual({ batchItemFailures: [] });
    }
    expect((await analyticsOf(cloud.api, campaignId)).overall).toMatchObject({
      uniqueOpens: 1,
      totalOpens: 1,
      uniqueClicks: 1,
      totalClicks: 1,
      emailsSent: 1,
    });
  });

  it('a message nobody can read is put aside with the reason, and the others are worked on', async () => {
    const poison = {
      messageId: 'poison',
      receiptHandle: 'r',
      body: 'not json',
      attributes: {},
      messageAttributes: {},
      eventSource: 'aws:sqs',
    };
    const deliveryDelay = { timestamp: '2026-01-01T00:00:00Z', delayType: 'MailboxFull' };
    const { Records } = sqsEvent(
      { eventType: 'DeliveryDelay', mail: { timestamp: 't', messageId: 'x' }, deliveryDelay },
      1,
    );
    expect(await cloud.invoke('RecordEvents', { Records: [poison, ...Records] })).toEqual({
      batchItemFailures: [],
    });
  });

  it('and in the end the books balance', async () => {
    await cloud.advanceBy('P3D');
    expect(await booksOf(cloud, campaignId)).toMatchObject({
      balanced: true,
      settled: true,
      enrollments: { completed: 1 },
    });
    expect(await subjectsTo(cloud, address)).toHaveLength(2);
  });
});

describe('the daily roll-up', () => {
  it('folds the counters of finished days together without changing a number', async () => {
    const cloud = await startTestCloud();
    try {
      const table = tableOf(cloud);
      const stats = statsStore(table);
      const { campaignId } = await aLaunched(
        cloud,
        [anEmail('a', 'w'), aWait('w', 'b', 9), anEmail('b', null)],
        ['rolled@one.example'],
      );
      const scope = { tenantId: cloud.tenantId, principal: 'test' };
      await table.update({
        Key: { ...keys.campaign(cloud.tenantId, campaignId) },
        UpdateExpression: 'SET shards = :shards',
        ExpressionAttributeValues: { ':shards': 16 },
      });
      for (let i = 0; i < 60; i++) {
        const key = keys.stats(cloud.tenantId, campaignId, i % 16, `2025-11-2${i % 3}`, `s${i % 2}`, '-');
        await table.transact([writesTo(table.name).add(key, { emailsSent: i, adds: 1 })]);
      }
      const total = async () =>
        (await stats.read(scope, campaignId, 16, null, null)).reduce((sum, row) => sum + row.counters.emailsSent, 0);
      const before = await total();
      expect(before).toBeGreaterThanOrEqual(1770);
      await cloud.invoke('RunJob', { job: 'roll_up_counters' });
      expect(await total()).toBe(before);
      expect(await stats.read(scope, campaignId, 1, null, '2025-11-22')).toHaveLength(6);
      expect(await stats.compact(scope, campaignId, 16, '2025-11-23')).toBe(0);
    } finally {
      await cloud.close();
    }
  });
});
