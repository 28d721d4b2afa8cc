import { join } from 'node:path';
import { createPeople } from '../../../../local/people/people.ts';
import { createScheduler } from '../../../../local/scheduler/scheduler.ts';
import { createSes } from '../../../../local/ses/ses.ts';
import { createStepFunctions } from '../../../../local/sfn/step-functions.ts';
import { fakeBackplane } from './fake-backplane.ts';
import type { FakeClock } from './fake-clock.ts';

export const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
export const stepArn = 'arn:aws:lambda:us-east-1:000000000000:function:Step';
export const queueArn = 'arn:aws:sqs:us-east-1:000000000000:plan';
const topicArn = 'arn:aws:sns:us-east-1:000000000000:events';

const definition = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Step' },
    Step: { Type: 'Task', Resource: stepArn, End: true },
  },
};
const schedule = (name: string, expression: string) => ({
  name,
  properties: {
    ScheduleExpression: expression,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: queueArn, RoleArn: 'role', Input: name },
  },
});
const destination = { MatchingEventTypes: ['send', 'delivery', 'open'], SnsDestination: { TopicARN: topicArn } };

/** All durable services over one directory, as a process of the embedded cloud has them. */
export function durableWorld(dir: string, clock: FakeClock, step: () => unknown) {
  const world = fakeBackplane({ [stepArn]: step });
  const { backplane } = world;
  const at = { clock, backplane };
  const sfn = createStepFunctions({
    ...at,
    stateMachines: [{ arn: machineArn, name: 'm', definition }],
    file: join(dir, 'sfn.db'),
  });
  const scheduler = createScheduler({
    ...at,
    schedules: [schedule('once', 'at(2026-03-05T00:00:00)')],
    groups: [],
    file: join(dir, 'scheduler.db'),
  });
  const resources = {
    configurationSets: [{ Name: 'c' }],
    eventDestinations: [{ ConfigurationSetName: 'c', EventDestination: destination }],
    identities: [{ EmailIdentity: 'sender.example' }],
  };
  const ses = createSes({ ...at, resources, file: join(dir, 'ses.db'), publicUrl: () => 'http://localhost' });
  const people = createPeople({ clock, ses, file: join(dir, 'people.db') });
  for (const service of [ses, people, scheduler, sfn]) service.resume();
  const send = async (to: string): Promise<void> => {
    const mail = {
      FromEmailAddress: 'a@sender.example',
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: { Data: 'Hi' }, Body: { Html: { Data: '<p>Hi</p>' } } } },
      ConfigurationSetName: 'c',
    };
    const body = Buffer.from(JSON.stringify(mail));
    await ses.handle({
      service: 'ses',
      method: 'POST',
      url: '/v2/email/outbound-emails',
      headers: {},
      body,
      caller: { principal: 'test' },
    });
  };
  const setPeople = async (settings: unknown): Promise<void> => {
    const route = people.routes.find(({ method }) => method === 'POST');
    await route?.handler({
      method: 'POST',
      url: '/_local/people',
      headers: {},
      params: {},
      body: Buffer.from(JSON.stringify(settings)),
    });
  };
  const close = () => Promise.all([people.close(), ses.close(), scheduler.close(), sfn.close()]);
  return { ...world, sfn, ses, send, setPeople, close };
}
