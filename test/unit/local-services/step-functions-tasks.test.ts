import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { FunctionError } from '../../../local/service.ts';
import { createStepFunctions } from '../../../local/sfn/step-functions.ts';
import { fakeBackplane } from './support/fake-backplane.ts';
import { FakeClock } from './support/fake-clock.ts';
import { cloud, done, machineArn, machineOf, runStep, stepArn } from './support/step-functions-world.ts';

describe('failing tasks', () => {
  const task = (extra: Record<string, unknown>) => machineOf({ Step: { ...runStep, ...extra }, Rescue: done });
  const failing = (name: string) => ({
    [stepArn]: () => {
      throw new FunctionError(name, 'no luck');
    },
  });

  it('retries with growing delays and counts each try as a transition', async () => {
    const retry = { ErrorEquals: ['Flaky'], IntervalSeconds: 10, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 60 };
    const { start, look, clock, invocations } = await cloud(task({ Retry: [retry] }), failing('Flaky'));
    const startedAt = clock.now();
    const arn = await start({});
    const delays: number[] = [];
    while (clock.timers[0]) {
      delays.push(clock.timers[0].at - clock.now());
      await clock.advanceTo(clock.timers[0].at);
    }
    expect(delays).toEqual([10_000, 30_000, 60_000, 60_000]);
    expect(clock.now() - startedAt).toBe(160_000);
    expect(invocations).toHaveLength(5);
    expect(await look(arn)).toMatchObject({
      status: 'FAILED',
      error: 'Flaky',
      cause: '{"errorType":"Flaky","errorMessage":"no luck"}',
    });
  });

  it.each(['PermanentFailure', 'States.TaskFailed', 'States.ALL'])(
    'goes to the catcher of %s with the error in its place',
    async (name) => {
      const machine = task({ Catch: [{ ErrorEquals: [name], ResultPath: '$.problem', Next: 'Rescue' }] });
      const { start, look } = await cloud(machine, failing('PermanentFailure'));
      const arn = await start({ contact: 'ann' });
      expect(await look(arn)).toMatchObject({
        status: 'SUCCEEDED',
        output: { contact: 'ann', problem: { Error: 'PermanentFailure' } },
      });
    },
  );

  it('times out a task that takes too long', async () => {
    const machine = task({ TimeoutSeconds: 30, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Rescue' }] });
    const { client, look, clock } = await cloud(machine, { [stepArn]: () => new Promise(() => undefined) });
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn: machineArn }));
    await clock.fireNext();
    expect(await look(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'States.Timeout' } });
  });

  it('lets no catcher of States.ALL hide a broken path', async () => {
    const machine = task({
      Parameters: { 'id.$': '$.missing' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rescue' }],
    });
    const { start, look } = await cloud(machine, failing('Never'));
    expect(await look(await start({}))).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('ends an execution that outlives its own time-out', async () => {
    const { start, look, clock } = await cloud(
      machineOf({ Wait: { Type: 'Wait', Seconds: 900, End: true } }, { TimeoutSeconds: 60 }),
    );
    const arn = await start({});
    await clock.advance(60_000);
    expect(await look(arn)).toMatchObject({ status: 'TIMED_OUT' });
  });
});

describe('task tokens', () => {
  const queueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/approvals';
  const approval = (extra: Record<string, unknown> = {}) =>
    machineOf({
      Ask: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl: queueUrl, MessageBody: { 'token.$': '$$.Task.Token', 'id.$': '$$.Execution.Name' } },
        ResultPath: '$.answer',
        Next: 'Done',
        ...extra,
      },
      Done: done,
      Expired: { Type: 'Fail', Error: 'Expired', Cause: 'nobody answered' },
    });
  const asked = async (extra: Record<string, unknown> = {}) => {
    const world = await cloud(approval(extra));
    const arn = await world.start({ campaign: 1 }, 'ask-1');
    const { token, id } = JSON.parse(world.messages[0]?.body ?? '{}') as { token: string; id: string };
    return { ...world, arn, token, id };
  };

  it('goes on with the output that comes with the token', async () => {
    const { client, clock, look, arn, token, id, messages } = await asked();
    expect([id, messages[0]?.queueArn]).toEqual(['ask-1', 'arn:aws:sqs:us-east-1:000000000000:approvals']);
    await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"approved":true}' }));
    await clock.settle();
    expect(await look(arn)).toMatchObject({ status: 'SUCCEEDED', output: { campaign: 1, answer: { approved: true } } });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '{}' }))).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  it('fails with what the holder of the token says', async () => {
    const { client, clock, look, arn, token } = await asked();
    await client.send(new SendTaskFailureCommand({ taskToken: token, error: 'Rejected', cause: 'too loud' }));
    await clock.settle();
    expect(await look(arn)).toMatchObject({ status: 'FAILED', error: 'Rejected', cause: 'too loud' });
  });

  it('times out 48 hours later, also after a restart', async () => {
    const limits = { TimeoutSecondsPath: '$.limit', Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Expired' }] };
    const first = await cloud(approval(limits));
    const arn = await first.start({ limit: 172_800 });
    await first.close();
    const second = await cloud(approval(limits), {}, first.dir, new FakeClock('2026-03-04T07:59:59.000Z'));
    await second.clock.settle();
    expect(await second.look(arn)).toMatchObject({ status: 'RUNNING' });
    await second.clock.advance(1000);
    expect(await second.look(arn)).toMatchObject({ status: 'FAILED', error: 'Expired', cause: 'nobody answered' });
  });

  it('needs a heartbeat in time', async () => {
    const { client, clock, look, arn, token } = await asked({ HeartbeatSeconds: 60 });
    await clock.advance(50_000);
    await client.send(new SendTaskHeartbeatCommand({ taskToken: token }));
    await clock.advance(59_000);
    expect(await look(arn)).toMatchObject({ status: 'RUNNING' });
    await clock.advance(1000);
    expect(await look(arn)).toMatchObject({ status: 'FAILED', error: 'States.HeartbeatTimeout' });
  });
});

describe('definitions that are not understood', () => {
  const loading = (states: Record<string, unknown>) => () =>
    createStepFunctions({
      stateMachines: [machineOf(states)],
      clock: new FakeClock(),
      backplane: fakeBackplane().backplane,
      file: ':memory:',
    });
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an unknown type', { Fan: { Type: 'Parallel', Branches: [], End: true } }, /sequence.*Fan\.Type: only Pass, Task/],
    ['an unknown field', { A: { ...runStep, Arguments: {} } }, /States\.A.*Arguments/],
    ['an unknown successor', { A: { Type: 'Pass', Next: 'B' } }, /States\.A leads to the unknown state 'B'/],
    ['a state without an end', { A: { Type: 'Pass' } }, /States\.A needs either Next or End/],
    [
      'an unknown resource',
      { A: { ...runStep, Resource: 'arn:aws:states:::dynamodb:putItem' } },
      /States\.A.*dynamodb:putItem is not emulated/,
    ],
    [
      'an unknown operator',
      { A: { Type: 'Choice', Choices: [{ Variable: '$.a', Like: 1, Next: 'A' }] } },
      /operator Like is not known/,
    ],
    ['two wait fields', { A: { Type: 'Wait', Seconds: 1, SecondsPath: '$.s', End: true } }, /exactly one of Seconds/],
  ])('are refused at the start: %s', (_, states, message) => {
    expect(loading(states)).toThrow(message);
  });
});
