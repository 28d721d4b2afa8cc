import { join } from 'node:path';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createStepFunctions } from '../../../../local/sfn/step-functions.ts';
import { serve } from './aws-server.ts';
import { closeOnce } from './close-once.ts';
import { fakeBackplane } from './fake-backplane.ts';
import { FakeClock } from './fake-clock.ts';
import { tempDir } from './temp-dir.ts';

export const DAY = 86_400_000;
export const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sequence';
export const stepArn = 'arn:aws:lambda:us-east-1:000000000000:function:RunStep';

type Functions = Parameters<typeof fakeBackplane>[0];

export const machineOf = (states: Record<string, unknown>, extra: Record<string, unknown> = {}) => ({
  arn: machineArn,
  name: 'sequence',
  definition: JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...extra }),
});

export async function cloud(
  machine: ReturnType<typeof machineOf>,
  functions: Functions = {},
  dir = tempDir(),
  clock = new FakeClock(),
) {
  const world = fakeBackplane(functions);
  const service = createStepFunctions({
    stateMachines: [machine],
    clock,
    backplane: world.backplane,
    file: join(dir, 'sfn.db'),
  });
  const server = await serve(service, 'states');
  const client = new SFNClient(server.config);
  const close = closeOnce(
    () => client.destroy(),
    () => server.close(),
    () => service.close(),
  );
  service.resume();
  const start = async (input: unknown, name?: string) => {
    const reply = await client.send(
      new StartExecutionCommand({
        stateMachineArn: machineArn,
        input: JSON.stringify(input),
        ...(name ? { name } : {}),
      }),
    );
    await clock.settle();
    return reply.executionArn ?? '';
  };
  const look = async (executionArn: string) => {
    const { status, output, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return { status, output: output === undefined ? undefined : JSON.parse(output), error, cause };
  };
  return { ...world, service, client, clock, start, look, close, dir };
}

export const done = { Type: 'Succeed' };
export const runStep = { Type: 'Task', Resource: stepArn, End: true };
