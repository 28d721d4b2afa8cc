import { join } from 'node:path';
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../local/scheduler/expression.ts';
import { createScheduler, type ScheduleSpec } from '../../../local/scheduler/scheduler.ts';
import { serve } from './support/aws-server.ts';
import { closeOnce } from './support/close-once.ts';
import { fakeBackplane } from './support/fake-backplane.ts';
import { FakeClock } from './support/fake-clock.ts';
import { tempDir } from './support/temp-dir.ts';

const HOUR = 3_600_000;
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:plan';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:Refresh';
const RoleArn = 'arn:aws:iam::000000000000:role/scheduler';

const aSchedule = (input: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: 'launch',
  ScheduleExpression: 'at(2026-03-02T09:00:00)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: queueArn, RoleArn, Input: '{"campaign":1}' },
  ...input,
});

interface Options {
  readonly clock?: FakeClock;
  readonly dir?: string;
  readonly schedules?: readonly ScheduleSpec[];
  readonly functions?: Parameters<typeof fakeBackplane>[0];
}

async function world({ clock = new FakeClock(), dir = tempDir(), schedules = [], functions = {} }: Options = {}) {
  const base = fakeBackplane(functions);
  const service = createScheduler({
    schedules,
    groups: ['campaigns'],
    clock,
    backplane: base.backplane,
    file: join(dir, 'scheduler.db'),
  });
  const server = await serve(service, 'scheduler');
  const client = new SchedulerClient(server.config);
  const close = closeOnce(
    () => client.destroy(),
    () => server.close(),
    () => service.close(),
  );
  service.resume();
  const create = (input: Partial<CreateScheduleCommandInput> = {}) =>
    client.send(new CreateScheduleCommand(aSchedule(input)));
  return { ...base, clock, client, create, close, dir };
}

describe('one-shot schedules', () => {
  it('fire once at their time and delete themselves', async () => {
    const { create, client, clock, messages } = await world();
    const { ScheduleArn } = await create({
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: queueArn,
        RoleArn,
        Input: '{"at":"<aws.scheduler.scheduled-time>","by":"<aws.scheduler.schedule-arn>"}',
        SqsParameters: { MessageGroupId: 'tenant-1' },
      },
    });
    expect(clock.timers).toMatchObject([{ kind: 'once', owner: 'scheduler', at: Date.parse('2026-03-02T09:00:00Z') }]);
    await clock.advance(HOUR - 1);
    expect(messages).toEqual([]);
    await clock.advance(1);
    expect(messages).toEqual([
      { queueArn, body: JSON.stringify({ at: '2026-03-02T09:00:00Z', by: ScheduleArn }), groupId: 'tenant-1' },
    ]);
    await expect(client.send(new GetScheduleCommand({ Name: 'launch' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await clock.advance(48 * HOUR);
    expect(messages).toHaveLength(1);
  });

  it('keep the local time of their zone and fire at once when it is past', async () => {
    const { create, clock, messages } = await world();
    await create({ ScheduleExpression: 'at(2026-03-02T09:00:00)', ScheduleExpressionTimezone: 'America/New_York' });
    expect(clock.timers[0]?.at).toBe(Date.parse('2026-03-02T14:00:00Z'));
    await create({ Name: 'late', ScheduleExpression: 'at(2026-03-01T09:00:00)' });
    await clock.advance(0);
    expect(messages).toHaveLength(1);
  });

  it('survive a kill and fire late rather than never', async () => {
    const first = await world();
    await first.create();
    await first.close();
    const second = await world({ dir: first.dir, clock: new FakeClock('2026-03-07T00:00:00.000Z') });
    await second.clock.advance(0);
    expect(second.messages.map(({ body }) => body)).toEqual(['{"campaign":1}']);
  });

  it('start executions and use universal targets', async () => {
    const { create, clock, executions, messages } = await world();
    const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
    await create({ Name: 'a', Target: { Arn: machine, RoleArn, Input: '{"x":1}' } });
    const Input = JSON.stringify({
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/plan',
      MessageBody: 'hi',
    });
    await create({ Name: 'b', Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage', RoleArn, Input } });
    await clock.advance(HOUR);
    expect([executions, messages]).toEqual([[{ arn: machine, input: '{"x":1}' }], [{ queueArn, body: 'hi' }]]);
  });
});

describe('recurring schedules', () => {
  const everyHour: ScheduleSpec = {
    name: 'Refresh',
    properties: {
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: functionArn, RoleArn, Input: '{}' },
    },
  };

  it('of the template fire at their rate and keep their place over a restart', async () => {
    const first = await world({ schedules: [everyHour], functions: { [functionArn]: () => null } });
    expect(first.clock.timers).toMatchObject([{ kind: 'recurring' }]);
    await first.clock.advance(2.5 * HOUR);
    expect(first.invocations).toHaveLength(2);
    await first.close();
    const second = await world({
      dir: first.dir,
      schedules: [everyHour],
      functions: { [functionArn]: () => null },
      clock: new FakeClock('2026-03-02T20:30:00.000Z'),
    });
    await second.clock.advance(HOUR);
    expect(second.invocations).toHaveLength(2);
    await second.close();
    const third = await world({ dir: first.dir, clock: new FakeClock('2026-03-03T00:00:00.000Z') });
    expect(third.clock.timers).toEqual([]);
  });

  it('begin at StartDate, end at EndDate and stop while disabled', async () => {
    const { create, client, clock, messages } = await world();
    const rate = {
      ScheduleExpression: 'rate(10 minutes)',
      StartDate: new Date('2026-03-02T09:00:00Z'),
      EndDate: new Date('2026-03-02T09:25:00Z'),
    };
    await create(rate);
    await clock.advance(24 * HOUR);
    expect(messages).toHaveLength(3);
    await create({ Name: 'off', ScheduleExpression: 'rate(1 minute)', State: 'DISABLED' });
    await clock.advance(HOUR);
    expect(messages).toHaveLength(3);
    await client.send(new UpdateScheduleCommand(aSchedule({ Name: 'off', ScheduleExpression: 'rate(30 minutes)' })));
    await clock.advance(HOUR);
    expect(messages).toHaveLength(5);
  });

  it('fire inside of their flexible window', async () => {
    const { create, clock } = await world();
    await create({ FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 } });
    const late = (clock.timers[0]?.at ?? 0) - Date.parse('2026-03-02T09:00:00Z');
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(HOUR / 2);
  });
});

describe('targets that fail', () => {
  it('are tried again with growing pauses, then go to the dead-letter queue', async () => {
    const { create, clock, backplane, messages } = await world();
    const send = backplane.sendMessage;
    const tries: number[] = [];
    backplane.sendMessage = async (arn, body, group) => {
      if (arn !== queueArn) return send(arn, body, group);
      tries.push(clock.now());
      throw new Error('throttled');
    };
    await create({
      Target: {
        Arn: queueArn,
        RoleArn,
        Input: 'x',
        RetryPolicy: { MaximumRetryAttempts: 3 },
        DeadLetterConfig: { Arn: `${queueArn}-dlq` },
      },
    });
    await clock.advance(3 * HOUR);
    expect(tries.map((at) => at - tries[0]!)).toEqual([0, 1000, 3000, 7000]);
    expect(messages).toEqual([{ queueArn: `${queueArn}-dlq`, body: 'x' }]);
  });

  it('continue their retries after a kill', async () => {
    const first = await world();
    await first.create({ Target: { Arn: functionArn, RoleArn } });
    await first.clock.advance(HOUR);
    expect(first.invocations).toHaveLength(1);
    await first.close();
    const second = await world({
      dir: first.dir,
      clock: new FakeClock('2026-03-02T09:00:02.000Z'),
      functions: { [functionArn]: () => null },
    });
    await second.clock.advance(0);
    expect(second.invocations).toMatchObject([{ payload: { source: 'aws.scheduler', time: '2026-03-02T09:00:00Z' } }]);
  });
});

describe('the API', () => {
  it('answers a repeated ClientToken with the same schedule and refuses the name otherwise', async () => {
    const { create } = await world();
    const one = await create({ ClientToken: 'token' });
    expect((await create({ ClientToken: 'token' })).ScheduleArn).toBe(one.ScheduleArn);
    await expect(create({ ClientToken: 'other' })).rejects.toMatchObject({ name: 'ConflictException' });
  });

  it.each<Partial<CreateScheduleCommandInput>>([
    { ScheduleExpression: 'at(2026-13-02T09:00:00)' },
    { ScheduleExpression: 'rate(0 minutes)' },
    { ScheduleExpression: 'cron(0 9 * * *)' },
    { ScheduleExpressionTimezone: 'Mars/Base' },
    { Name: 'a b' },
    { Target: { Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/default', RoleArn } },
  ])('refuses %j', async (input) => {
    const { create } = await world();
    await expect(create(input)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('keeps schedules in groups', async () => {
    const { create, client, clock, messages } = await world();
    await client.send(new CreateScheduleGroupCommand({ Name: 'mine' }));
    await create({ GroupName: 'mine' });
    await create({ GroupName: 'campaigns' });
    await expect(create({ GroupName: 'none' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const { Schedules } = await client.send(new ListSchedulesCommand({ GroupName: 'mine' }));
    expect(Schedules?.map(({ Name, GroupName }) => [Name, GroupName])).toEqual([['launch', 'mine']]);
    await client.send(new DeleteScheduleGroupCommand({ Name: 'mine' }));
    await client.send(new DeleteScheduleCommand({ Name: 'launch', GroupName: 'campaigns' }));
    await clock.advance(2 * HOUR);
    expect(messages).toEqual([]);
  });
});

describe('expressions', () => {
  const nexts = (expression: string, zone: string, from: string, count: number) => {
    const { next } = parseExpression(expression, zone, Date.parse(from));
    const found: string[] = [];
    for (let at = next(Date.parse(from)); at !== undefined && found.length < count; at = next(at))
      found.push(new Date(at).toISOString());
    return found;
  };

  it('skip a local time that does not exist', () => {
    expect(nexts('cron(30 2 * * ? *)', 'Europe/Berlin', '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it.each([
    ['cron(0 9 ? * 2 *)', '2026-03-02T09:00:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-03-02T09:00:00.000Z'],
    ['cron(0 9 ? * 1 *)', '2026-03-08T09:00:00.000Z'],
    ['cron(0 9 ? * 6L *)', '2026-03-27T09:00:00.000Z'],
    ['cron(0 9 ? * 3#2 *)', '2026-03-10T09:00:00.000Z'],
    ['cron(0 9 L * ? *)', '2026-03-31T09:00:00.000Z'],
    ['cron(5/20 9 * * ? *)', '2026-03-02T09:05:00.000Z'],
    ['cron(0 9 1 1 ? 2028)', '2028-01-01T09:00:00.000Z'],
  ])('%s', (expression, first) => {
    expect(nexts(expression, 'UTC', '2026-03-02T08:00:00Z', 1)).toEqual([first]);
  });

  it('of a rate never drift and always lie ahead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 1e12 }), (minutes, after) => {
        const start = 1e11;
        const at = parseExpression(`rate(${minutes} minutes)`, 'UTC', start).next(after);
        expect(at).toBeGreaterThanOrEqual(start);
        expect(at! > after || after < start).toBe(true);
        expect((at! - start) % (minutes * 60_000)).toBe(0);
        expect(at! - Math.max(after, start)).toBeLessThanOrEqual(minutes * 60_000);
      }),
    );
  });
});
