import { join } from 'node:path';
import { SESv2Client, SendEmailCommand, type SendEmailCommandInput } from '@aws-sdk/client-sesv2';
import { createSes, type SesOptions } from '../../../../local/ses/ses.ts';
import { serve } from './aws-server.ts';
import { closeOnce } from './close-once.ts';
import { fakeBackplane } from './fake-backplane.ts';
import { FakeClock } from './fake-clock.ts';
import { tempDir } from './temp-dir.ts';

export const topicArn = 'arn:aws:sns:us-east-1:000000000000:events';
export const inboundTopicArn = 'arn:aws:sns:us-east-1:000000000000:inbound';

export const resources = {
  configurationSets: [{ Name: 'campaigns' }],
  eventDestinations: [
    {
      ConfigurationSetName: 'campaigns',
      EventDestination: {
        Enabled: true,
        MatchingEventTypes: ['send', 'delivery', 'bounce', 'complaint', 'open', 'click', 'reject', 'deliveryDelay'],
        SnsDestination: { TopicARN: topicArn },
      },
    },
  ],
  identities: [{ EmailIdentity: 'sender.example' }],
  receiptRules: [
    {
      RuleSetName: 'default',
      Rule: {
        Enabled: true,
        Recipients: ['reply.example'],
        Actions: [{ S3Action: { BucketName: 'inbound', ObjectKeyPrefix: 'mail/', TopicArn: inboundTopicArn } }],
      },
    },
  ],
};

export const html = [
  '<html><body><p>Héllo &amp; welcome</p>',
  '<a href="https://shop.example/a?x=1&amp;y=2">Shop</a>',
  '<a ses:no-track href="https://shop.example/unsubscribe">Leave</a>',
  '<a href="mailto:help@sender.example">Mail</a>',
  '</body></html>',
].join('\n');

/** SES behind HTTP with a client, a fake clock and a fake backplane. */
export async function sesWorld(options: Partial<SesOptions> & { clock?: FakeClock; dir?: string } = {}) {
  const clock = options.clock ?? new FakeClock();
  const dir = options.dir ?? tempDir();
  const world = fakeBackplane();
  const ses = createSes({
    resources,
    clock,
    backplane: world.backplane,
    file: join(dir, 'ses.db'),
    publicUrl: () => 'http://localhost:4000',
    ...options,
  });
  const server = await serve(ses, 'ses');
  const client = new SESv2Client(server.config);
  const close = closeOnce(
    () => client.destroy(),
    () => server.close(),
    () => ses.close(),
  );
  ses.resume();
  const send = async (input: Partial<SendEmailCommandInput> = {}): Promise<string> => {
    const reply = await client.send(new SendEmailCommand(aMail(input)));
    return reply.MessageId ?? '';
  };
  return { ...world, ses, client, clock, dir, send, close };
}

export const aMail = (input: Partial<SendEmailCommandInput> = {}): SendEmailCommandInput => ({
  FromEmailAddress: 'Ann <ann@sender.example>',
  Destination: { ToAddresses: ['bob@people.example'] },
  Content: { Simple: { Subject: { Data: 'Héllo' }, Body: { Html: { Data: html }, Text: { Data: 'Hello' } } } },
  ConfigurationSetName: 'campaigns',
  EmailTags: [
    { Name: 'sendId', Value: 'send1' },
    { Name: 'campaignId', Value: 'cam_1' },
  ],
  ...input,
});

export type Event = Record<string, Record<string, unknown>> & { eventType: string };
