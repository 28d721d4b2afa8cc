import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { FakeClock } from './support/fake-clock.ts';
import { cloud, DAY, done, machineArn, machineOf, runStep, stepArn } from './support/step-functions-world.ts';
import { tempDir } from './support/temp-dir.ts';

describe('a sequence of waits, steps and choices', () => {
  const loop = machineOf({
    WaitUntilDue: { Type: 'Wait', TimestampPath: '$.waitUntil', Next: 'RunStep' },
    RunStep: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: { FunctionName: stepArn, 'Payload.$': '$' },
      OutputPath: '$.Payload',
      Next: 'WhatNext',
    },
    WhatNext: {
      Type: 'Choice',
      Choices: [{ Variable: '$.waitUntil', IsPresent: true, Next: 'WaitUntilDue' }],
      Default: 'Done',
    },
    Done: done,
  });

  it('wakes at each due time and ends when no wait is left', async () => {
    const due = ['2026-03-05T09:00:00Z', '2026-06-20T09:00:00.500Z'];
    const times: string[] = [];
    const { start, look, clock } = await cloud(loop, {
      [stepArn]: () => {
        times.push(new Date(clock.now()).toISOString());
        const next = due[times.length];
        return next ? { contact: 'ann', waitUntil: next } : { contact: 'ann' };
      },
    });
    const arn = await start({ contact: 'ann', waitUntil: due[0] });
    await clock.advance(200 * DAY);
    expect(times).toEqual(['2026-03-05T09:00:00.000Z', '2026-06-20T09:00:00.500Z']);
    expect(await look(arn)).toMatchObject({ status: 'SUCCEEDED', output: { contact: 'ann' } });
  });

  it('counts the transitions that AWS would bill and keeps the path walked', async () => {
    const { start, client, clock, service } = await cloud(loop, { [stepArn]: () => ({}) });
    const executionArn = await start({ waitUntil: '2026-03-05T09:00:00Z' });
    await clock.advance(10 * DAY);
    const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map((e) => e.stateEnteredEventDetails?.name ?? e.type)).toEqual([
      'ExecutionStarted',
      'WaitUntilDue',
      'RunStep',
      'WhatNext',
      'Done',
      'ExecutionSucceeded',
    ]);
    const raw = await service.handle({
      service: 'states',
      method: 'POST',
      url: '/',
      headers: { 'x-amz-target': 'AWSStepFunctions.DescribeExecution' },
      body: Buffer.from(JSON.stringify({ executionArn })),
      caller: { principal: 'test' },
    });
    expect(JSON.parse(String(raw.body)).local.transitions).toBe(4);
  });

  it('continues after a kill: sleepers wake, an interrupted task runs again', async () => {
    const dir = tempDir();
    const clock = new FakeClock();
    const first = await cloud(loop, { [stepArn]: () => new Promise(() => undefined) }, dir, clock);
    const sleeper = await first.start({ waitUntil: '2026-03-20T00:00:00Z' }, 'sleeper');
    const reply = await first.client.send(
      new StartExecutionCommand({
        stateMachineArn: machineArn,
        name: 'busy',
        input: '{"waitUntil":"2026-03-01T00:00:00Z"}',
      }),
    );
    const due = clock.timers.find(({ at }) => at < clock.now());
    expect(due).toBeDefined();
    await first.close();

    const later = new FakeClock('2026-04-01T00:00:00.000Z');
    const second = await cloud(loop, { [stepArn]: () => ({ ran: true }) }, dir, later);
    await later.advance(1000);
    expect(await second.look(sleeper)).toMatchObject({ status: 'SUCCEEDED', output: { ran: true } });
    expect(await second.look(reply.executionArn ?? '')).toMatchObject({ status: 'SUCCEEDED', output: { ran: true } });
  });

  it('runs a task again that was killed half way', async () => {
    const dir = tempDir();
    const first = await cloud(machineOf({ Step: runStep }), { [stepArn]: () => new Promise(() => undefined) }, dir);
    const reply = await first.client.send(new StartExecutionCommand({ stateMachineArn: machineArn, input: '{}' }));
    await first.close();
    const second = await cloud(machineOf({ Step: runStep }), { [stepArn]: () => 'again' }, dir);
    await second.clock.settle();
    expect(await second.look(reply.executionArn ?? '')).toMatchObject({ status: 'SUCCEEDED', output: 'again' });
  });

  it('parks 10,000 executions with one timer each', { timeout: 60_000 }, async () => {
    let steps = 0;
    const clock = new FakeClock();
    const wait = machineOf({ Wait: { Type: 'Wait', Seconds: 60, Next: 'Step' }, Step: runStep });
    const { service } = await cloud(wait, { [stepArn]: () => ++steps }, tempDir(), clock);
    for (let i = 0; i < 10_000; i += 1) service.start(machineArn, '{}', `contact-${i}`);
    await clock.settle();
    expect(clock.timers).toHaveLength(10_000);
    const [{ at } = { at: 0 }] = clock.timers;
    expect(new Set(clock.timers.map((timer) => timer.kind))).toEqual(new Set(['once']));
    expect(at).toBe(clock.now() + 60_000);
  });
});

describe('starting executions', () => {
  const parked = machineOf({ Wait: { Type: 'Wait', Seconds: 99_999_999, End: true } });

  it('is idempotent for the same name and input while running', async () => {
    const { start, client } = await cloud(parked);
    expect(await start({ a: 1 }, 'one')).toBe(await start({ a: 1 }, 'one'));
    const { executions } = await client.send(new ListExecutionsCommand({ stateMachineArn: machineArn }));
    expect(executions).toHaveLength(1);
  });

  it('refuses a name taken by another input, and by a closed execution until 90 days have passed', async () => {
    const dir = tempDir();
    const first = await cloud(parked, {}, dir);
    const executionArn = await first.start({ a: 1 }, 'one');
    await expect(first.start({ a: 2 }, 'one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await first.client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'unsubscribed' }));
    expect(await first.look(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'unsubscribed' });
    await expect(first.start({ a: 1 }, 'one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await first.close();
    const second = await cloud(parked, {}, dir, new FakeClock('2026-07-01T00:00:00.000Z'));
    expect(await second.start({ a: 2 }, 'one')).toBe(executionArn);
  });

  it('speaks the errors of the SDK', async () => {
    const { client } = await cloud(parked);
    const starting = (input: { stateMachineArn?: string; name?: string; input?: string }) =>
      client.send(new StartExecutionCommand({ stateMachineArn: machineArn, ...input }));
    await expect(starting({ stateMachineArn: `${machineArn}x` })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    await expect(starting({ name: 'a b' })).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(starting({ input: '{' })).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(client.send(new DescribeExecutionCommand({ executionArn: 'arn:none' }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });
});
