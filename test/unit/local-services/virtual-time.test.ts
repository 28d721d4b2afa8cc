import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';
import { createPeople } from '../../../local/people/people.ts';
import { createSes } from '../../../local/ses/ses.ts';
import { createStepFunctions } from '../../../local/sfn/step-functions.ts';
import { fakeBackplane } from './support/fake-backplane.ts';
import { aMail, resources } from './support/ses-world.ts';
import { tempDir } from './support/temp-dir.ts';

const stepArn = 'arn:aws:lambda:us-east-1:000000000000:function:Send';
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:drip';
const DAY = 86_400_000;

it("runs a 30-day drip for 100 people on the cloud's own clock, mails and reactions included", {
  timeout: 30_000,
}, async () => {
  const dir = tempDir();
  const clock = new VirtualClock({ mode: 'skip' });
  const start = clock.now();
  const world = fakeBackplane({
    [stepArn]: async ({ contact, mail }: { contact: string; mail: number }) => {
      const body = Buffer.from(
        JSON.stringify(
          aMail({
            Destination: { ToAddresses: [contact] },
            Content: {
              Simple: {
                Subject: { Data: `Mail ${mail}` },
                Body: { Html: { Data: '<a href="https://shop.example/">x</a>' } },
              },
            },
          }),
        ),
      );
      await ses.handle({
        service: 'ses',
        method: 'POST',
        url: '/v2/email/outbound-emails',
        headers: {},
        body,
        caller: { principal: 'Send' },
      });
      return { contact, mail: mail + 1 };
    },
  });
  const ses = createSes({
    resources,
    clock,
    backplane: world.backplane,
    file: join(dir, 'ses.db'),
    publicUrl: () => 'http://localhost',
  });
  const people = createPeople({ clock, ses, file: join(dir, 'people.db') });
  const definition = {
    StartAt: 'Send',
    States: {
      Send: { Type: 'Task', Resource: stepArn, Next: 'More' },
      More: { Type: 'Choice', Choices: [{ Variable: '$.mail', NumericLessThan: 3, Next: 'Wait' }], Default: 'Done' },
      Wait: { Type: 'Wait', Seconds: (15 * DAY) / 1000, Next: 'Send' },
      Done: { Type: 'Succeed' },
    },
  };
  const sfn = createStepFunctions({
    stateMachines: [{ arn: machineArn, name: 'drip', definition }],
    clock,
    backplane: world.backplane,
    file: join(dir, 'sfn.db'),
  });
  onTestFinished(async () => {
    clock.close();
    await Promise.all([sfn.close(), people.close(), ses.close()]);
  });
  for (const service of [ses, people, sfn]) service.resume();

  for (let i = 0; i < 100; i += 1)
    sfn.start(machineArn, JSON.stringify({ contact: `p${i}@people.example`, mail: 0 }), `drip-${i}`);
  await clock.advanceBy(60 * DAY);

  const mails = ses.mails.list({ limit: 1000 });
  const days = (at: number) => Math.round((at - start) / DAY);
  expect(
    new Set(
      mails
        .filter(({ direction }) => direction === 'outbound')
        .map(({ subject, at }) => `${subject} on day ${days(at)}`),
    ),
  ).toEqual(new Set(['Mail 0 on day 0', 'Mail 1 on day 15', 'Mail 2 on day 30']));
  const types = world.published.map(({ message }) => (message as { eventType?: string }).eventType);
  const count = (type: string) => types.filter((one) => one === type).length;
  expect(count('Send')).toBe(300);
  expect(count('Delivery') + count('Bounce')).toBe(300);
  expect(count('Open')).toBeGreaterThan(100);
});
