import { createHash } from 'node:crypto';
import { CreateScheduleCommand, DeleteScheduleCommand, ListSchedulesCommand } from '@aws-sdk/client-scheduler';
import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Interceptor } from '../../local/gateway/gateway.ts';
import { ownerClients, resourceOf } from '../support/aws.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, aLaunched, booksOf, statusOf, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];
const launched = z.object({ success: z.literal(true) });

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** Loses the next message to a queue as if it had been sent. */
function losingQueue(queueName: string) {
  const lost = { next: 0 };
  const interceptor: Interceptor = (request, next) => {
    const batch = request.headers['x-amz-target'] === 'AmazonSQS.SendMessageBatch';
    const text = request.body.toString();
    if (!batch || lost.next === 0 || !text.includes(queueName)) return next(request);
    lost.next -= 1;
    const { Entries }: { Entries: { Id: string; MessageBody: string }[] } = JSON.parse(text);
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: md5(MessageBody),
    }));
    return Promise.resolve({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ Successful }),
    });
  };
  return { lost, interceptor };
}

describe('repair', () => {
  let cloud: TestCloud;
  let aws: ReturnType<typeof ownerClients>;
  const outbox = losingQueue('Outbox');
  const enrolment = losingQueue('Enrolment');
  beforeAll(async () => {
    cloud = await startTestCloud({ interceptors: [outbox.interceptor, enrolment.interceptor] });
    aws = ownerClients(cloud.cloud);
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  const queueUrl = async (id: string): Promise<string> => {
    const { name } = resourceOf(cloud.cloud, 'AWS::SQS::Queue', id);
    return (await aws.sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? '';
  };

  it('the sweeper restarts contacts whose execution was lost, and each still gets one mail a step', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['swept@one.example', 'swept@two.example']);
    const { arn } = resourceOf(cloud.cloud, 'AWS::StepFunctions::StateMachine', 'ContactSequence');
    const { executions = [] } = await aws.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: arn, statusFilter: 'RUNNING' }),
    );
    expect(executions).toHaveLength(2);
    for (const { executionArn } of executions) await aws.sfn.send(new StopExecutionCommand({ executionArn }));
    await cloud.advanceBy('P2DT45M');
    expect(await subjectsTo(cloud, 'swept@one.example')).toEqual(['Subject of first', 'Subject of second']);
    expect(await subjectsTo(cloud, 'swept@two.example')).toEqual(['Subject of first', 'Subject of second']);
    await cloud.advanceBy('PT2H');
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
  });

  it('the sweeper enrolls a chunk whose message was lost', async () => {
    enrolment.lost.next = 1;
    await aLaunched(cloud, [anEmail('only', null)], ['chunk@one.example'], { campaignType: 'broadcast' });
    expect(await subjectsTo(cloud, 'chunk@one.example')).toEqual([]);
    await cloud.advanceBy('PT1H30M');
    expect(await subjectsTo(cloud, 'chunk@one.example')).toEqual(['Subject of only']);
  });

  it('the nightly count finds a mail whose queue message was lost, sends it, and ends without drift', async () => {
    outbox.lost.next = 1;
    const { campaignId } = await aLaunched(cloud, [anEmail('only', null)], ['stranded@one.example'], {
      campaignType: 'broadcast',
    });
    expect(await subjectsTo(cloud, 'stranded@one.example')).toEqual([]);
    expect((await booksOf(cloud, campaignId)).settled).toBe(false);
    await cloud.advanceBy('P1D');
    expect(await subjectsTo(cloud, 'stranded@one.example')).toEqual(['Subject of only']);
    const books = await booksOf(cloud, campaignId);
    expect(books).toMatchObject({ balanced: true, settled: true, drift: [] });
  });

  it('dead letters go back to their queue, and doing it again changes nothing', async () => {
    const { campaignId, contactIds } = await aLaunched(cloud, [anEmail('only', null)], ['dead@one.example'], {
      campaignType: 'broadcast',
    });
    const messages = await cloud.raw('GET', `/api/campaigns/${campaignId}/messages`);
    const [{ sendId }] = messages.body['items'] as [{ sendId: string }];
    const letter = { tenantId: cloud.tenantId, campaignId, contactId: contactIds[0], sendId };
    const deadLetters = await queueUrl('OutboxDeadLetters');
    for (let i = 0; i < 12; i++)
      await aws.sqs.send(new SendMessageCommand({ QueueUrl: deadLetters, MessageBody: JSON.stringify(letter) }));
    expect(await cloud.invoke('Redrive', { queue: 'Outbox' })).toEqual({ queue: 'Outbox', moved: 12, emptied: true });
    expect(await cloud.invoke('Redrive', { queue: 'Outbox' })).toEqual({ queue: 'Outbox', moved: 0, emptied: true });
    await cloud.advanceBy('PT1M');
    expect(await subjectsTo(cloud, 'dead@one.example')).toEqual(['Subject of only']);
    const { Attributes } = await aws.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    expect(Attributes?.['ApproximateNumberOfMessages']).toBe('0');
  });

  it('a launch whose schedule was lost begins with the next sweep', async () => {
    const { campaignId } = await aDraft(cloud.api, [anEmail('only', null)], ['late@one.example'], {
      campaignType: 'broadcast',
    });
    const at = new Date(cloud.cloud.clock.now() + 3_600_000).toISOString();
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, { at }, launched);
    const { Schedules = [] } = await aws.scheduler.send(new ListSchedulesCommand({ NamePrefix: 'launch-' }));
    const [schedule] = Schedules;
    await aws.scheduler.send(new DeleteScheduleCommand({ Name: schedule?.Name, GroupName: schedule?.GroupName }));
    await cloud.advanceBy('PT1H10M');
    expect(await statusOf(cloud.api, campaignId)).toBe('scheduled');
    await cloud.advanceBy('PT30M');
    expect(await subjectsTo(cloud, 'late@one.example')).toEqual(['Subject of only']);
  });

  it('a schedule whose creation lost its reply exists once, and its campaign begins once', async () => {
    const { campaignId } = await aDraft(cloud.api, [anEmail('only', null)], ['once@one.example'], {
      campaignType: 'broadcast',
    });
    cloud.cloud.faults.set({
      seed: 1,
      rules: [{ service: 'scheduler', action: 'CreateSchedule', kind: 'lost_reply', nth: 1 }],
    });
    const at = new Date(cloud.cloud.clock.now() + 3_600_000).toISOString();
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, { at }, launched);
    expect(cloud.cloud.faults.report().rules[0]?.hits).toBe(1);
    cloud.cloud.faults.clear();
    await cloud.advanceBy('PT1H5M');
    expect(await subjectsTo(cloud, 'once@one.example')).toEqual(['Subject of only']);
  });

  it('a schedule that a pause left behind is replaced when its campaign is resumed', async () => {
    const { campaignId } = await aDraft(cloud.api, [anEmail('only', null)], ['behind@one.example'], {
      campaignType: 'broadcast',
    });
    const at = new Date(cloud.cloud.clock.now() + 3_600_000).toISOString();
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, { at }, launched);
    const listed = () => aws.scheduler.send(new ListSchedulesCommand({ NamePrefix: 'launch-' }));
    const [schedule] = (await listed()).Schedules ?? [];
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/pause`, {}, launched);
    await aws.scheduler.send(
      new CreateScheduleCommand({
        Name: schedule?.Name,
        GroupName: schedule?.GroupName,
        ScheduleExpression: `at(${new Date(cloud.cloud.clock.now() + 86_400_000).toISOString().slice(0, 19)})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: resourceOf(cloud.cloud, 'AWS::SQS::Queue', 'PlanningQueue').arn,
          RoleArn: resourceOf(cloud.cloud, 'AWS::IAM::Role', 'ScheduleRole').arn,
          Input: '{}',
        },
      }),
    );
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/resume`, {}, launched);
    await cloud.advanceBy('PT1H5M');
    expect(await subjectsTo(cloud, 'behind@one.example')).toEqual(['Subject of only']);
    expect((await listed()).Schedules).toEqual([]);
  });

  it('schedules that no campaign waits for are deleted at night, the others stay', async () => {
    const { campaignId } = await aDraft(cloud.api, [anEmail('only', null)], ['kept@one.example'], {
      campaignType: 'broadcast',
    });
    const at = new Date(cloud.cloud.clock.now() + 30 * 86_400_000).toISOString();
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, { at }, launched);
    const listed = () => aws.scheduler.send(new ListSchedulesCommand({ NamePrefix: 'launch-' }));
    const { name: GroupName } = resourceOf(cloud.cloud, 'AWS::Scheduler::ScheduleGroup', 'Schedules');
    const [kept] = (await listed()).Schedules ?? [];
    const orphan = {
      Name: 'launch-lch_orphan',
      GroupName,
      ScheduleExpression: `at(${at.slice(0, 19)})`,
      FlexibleTimeWindow: { Mode: 'OFF' as const },
      Target: {
        Arn: resourceOf(cloud.cloud, 'AWS::SQS::Queue', 'PlanningQueue').arn,
        RoleArn: resourceOf(cloud.cloud, 'AWS::IAM::Role', 'ScheduleRole').arn,
        Input: '{}',
      },
    };
    await aws.scheduler.send(new CreateScheduleCommand(orphan));
    await cloud.advanceBy('P1DT5H');
    expect((await listed()).Schedules?.map(({ Name }) => Name)).toEqual([kept?.Name]);
  });
});
