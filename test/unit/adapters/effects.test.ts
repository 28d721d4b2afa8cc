import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import 'aws-sdk-client-mock-vitest/extend';
import { describe, expect, it } from 'vitest';
import { eventBridgeSchedules } from '../../../src/adapters/scheduler/schedules.ts';
import { sfnExecutions } from '../../../src/adapters/sfn/executions.ts';
import { sqsQueues } from '../../../src/adapters/sqs/queues.ts';

const region = 'us-east-1';
const instantly = async (): Promise<void> => undefined;
const meta = { message: 'no', $metadata: {} };

describe('queues', () => {
  const outbox = Array.from({ length: 12 }, (_, i) => ({
    tenantId: 'ten_1',
    campaignId: 'c',
    contactId: `p${i}`,
    sendId: `s${i}`,
  }));

  it('send ten at a time, grouped by tenant, and only the failed ones again', async () => {
    const sqs = mockClient(SQSClient);
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: [], Failed: [{ Id: '3', Code: 'x', SenderFault: false }] })
      .resolves({ Successful: [], Failed: [] });
    await sqsQueues(
      {
        plan: () => 'p',
        enrol: () => 'e',
        outbox: () => 'o',
        effects: () => 'o',
        events: () => 'o',
        transfers: () => 'o',
        tracking: () => 't',
        webhooks: () => 'w',
      },
      new SQSClient({ region }),
      instantly,
    ).outbox(outbox);
    const sent = sqs.commandCalls(SendMessageBatchCommand).map((call) => call.args[0].input.Entries ?? []);
    expect(sent.map((entries) => entries.length)).toEqual([10, 1, 2]);
    expect(sent[1]?.[0]).toMatchObject({ Id: '3', MessageGroupId: 'ten_1' });
  });

  it('give up with an error when messages are refused again and again', async () => {
    const sqs = mockClient(SQSClient);
    sqs.on(SendMessageBatchCommand).resolves({ Successful: [], Failed: [{ Id: '0', Code: 'x', SenderFault: false }] });
    const queues = sqsQueues(
      {
        plan: () => 'p',
        enrol: () => 'e',
        outbox: () => 'o',
        effects: () => 'o',
        events: () => 'o',
        transfers: () => 'o',
        tracking: () => 't',
        webhooks: () => 'w',
      },
      new SQSClient({ region }),
      instantly,
    );
    await expect(queues.outbox(outbox.slice(0, 1))).rejects.toThrow(/refused 1 messages/);
  });
});

describe('executions', () => {
  const input = {
    tenantId: 't',
    campaignId: 'c',
    contactId: 'p',
    entry: 1,
    generation: 1,
    waitUntil: '2026-11-25T09:00:00.000Z',
  };

  it('are started under the same name for the same wait', async () => {
    const sfn = mockClient(SFNClient);
    sfn.on(StartExecutionCommand).resolves({});
    const executions = sfnExecutions('arn', new SFNClient({ region }));
    await executions.start(input);
    await executions.start({ ...input });
    const names = sfn.commandCalls(StartExecutionCommand).map((call) => call.args[0].input.name);
    expect(names[0]).toBe(names[1]);
  });

  it('that exist already are no error, anything else is', async () => {
    const sfn = mockClient(SFNClient);
    const executions = sfnExecutions('arn', new SFNClient({ region }));
    sfn
      .on(StartExecutionCommand)
      .rejectsOnce(new ExecutionAlreadyExists(meta))
      .rejectsOnce(new Error('ExecutionLimitExceeded'));
    await expect(executions.start(input)).resolves.toBeUndefined();
    await expect(executions.start(input)).rejects.toThrow('ExecutionLimitExceeded');
  });
});

describe('schedules', () => {
  const schedules = () =>
    eventBridgeSchedules({ groupName: 'g', queueArn: 'q', roleArn: 'r' }, new SchedulerClient({ region }));
  const work = { kind: 'launch', tenantId: 't', campaignId: 'c', launchId: 'l' } as const;

  it('are one-shots in UTC that delete themselves', async () => {
    const scheduler = mockClient(SchedulerClient);
    scheduler.on(CreateScheduleCommand).resolves({});
    await schedules().launchAt('launch-l', '2026-11-25T09:00:00.000Z', work);
    expect(scheduler).toHaveReceivedCommandWith(CreateScheduleCommand, {
      ScheduleExpression: 'at(2026-11-25T09:00:00)',
      ScheduleExpressionTimezone: 'UTC',
      ActionAfterCompletion: 'DELETE',
    });
  });

  it('never fire before their instant: Scheduler knows whole seconds only', async () => {
    const scheduler = mockClient(SchedulerClient);
    scheduler.on(CreateScheduleCommand).resolves({});
    await schedules().launchAt('launch-l', '2026-11-25T09:00:59.001Z', work);
    expect(scheduler).toHaveReceivedCommandWith(CreateScheduleCommand, {
      ScheduleExpression: 'at(2026-11-25T09:01:00)',
    });
  });

  it('that exist are replaced, and those that are gone can be cancelled', async () => {
    const scheduler = mockClient(SchedulerClient);
    scheduler.on(CreateScheduleCommand).rejects(new ConflictException({ ...meta, Message: 'no' }));
    scheduler.on(UpdateScheduleCommand).resolves({});
    scheduler.on(DeleteScheduleCommand).rejects(new ResourceNotFoundException({ ...meta, Message: 'no' }));
    await schedules().launchAt('launch-l', '2026-11-25T09:00:00.000Z', work);
    expect(scheduler).toHaveReceivedCommandTimes(UpdateScheduleCommand, 1);
    await expect(schedules().cancel('launch-l')).resolves.toBeUndefined();
  });
});
