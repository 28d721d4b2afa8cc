import {
  CreateEmailIdentityCommand,
  CreateTenantCommand,
  CreateTenantResourceAssociationCommand,
  DeleteSuppressedDestinationCommand,
  GetAccountCommand,
  GetEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  ListEmailIdentitiesCommand,
  ListSuppressedDestinationsCommand,
  PutSuppressedDestinationCommand,
} from '@aws-sdk/client-sesv2';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { FakeClock } from './support/fake-clock.ts';
import { type aMail, type Event, sesWorld, topicArn } from './support/ses-world.ts';

const eventsOf = (published: readonly { message: unknown }[]): Event[] =>
  published.map(({ message }) => message as Event);
const typesOf = (published: readonly { message: unknown }[]) => eventsOf(published).map(({ eventType }) => eventType);

describe('sending a mail', () => {
  it('stores it with the id and date that SES sets, and answers an id shaped like those of SES', async () => {
    const { send, ses, clock } = await sesWorld();
    const messageId = await send();
    expect(messageId).toMatch(/^010001[0-9a-f]{10}-[0-9a-f-]{36}-000000$/);
    const mail = ses.mails.byMessageId(messageId);
    const parsed = await simpleParser(ses.mails.source(mail?.id ?? 0) ?? '');
    expect(parsed.messageId).toBe(`<${messageId}@email.amazonses.com>`);
    expect(parsed.date?.getTime()).toBe(clock.now());
    expect([parsed.subject, parsed.from?.text, parsed.text?.trim()]).toEqual([
      'Héllo',
      '"Ann" <ann@sender.example>',
      'Hello',
    ]);
  });

  it('publishes Send at once and Delivery 1 to 3 seconds later, in the shape of SES', async () => {
    const { send, clock, published } = await sesWorld();
    const messageId = await send();
    await clock.advance(0);
    expect(typesOf(published)).toEqual(['Send']);
    await clock.advance(3000);
    expect(published.map((p) => p.topicArn)).toEqual([topicArn, topicArn]);
    const [, delivery] = eventsOf(published);
    expect(delivery).toMatchObject({
      eventType: 'Delivery',
      mail: {
        timestamp: '2026-03-02T08:00:00.000Z',
        messageId,
        sendingAccountId: '000000000000',
        destination: ['bob@people.example'],
        headersTruncated: false,
        commonHeaders: { subject: 'Héllo', messageId, to: ['bob@people.example'] },
        tags: {
          sendId: ['send1'],
          campaignId: ['cam_1'],
          'ses:configuration-set': ['campaigns'],
          'ses:from-domain': ['sender.example'],
          'ses:caller-identity': ['test'],
          'ses:source-ip': ['127.0.0.1'],
        },
      },
      delivery: { recipients: ['bob@people.example'], smtpResponse: expect.stringMatching(/^250 /) },
    });
    const at = Date.parse(String(delivery?.['delivery']?.['timestamp'])) - Date.parse('2026-03-02T08:00:00.000Z');
    expect(at).toBeGreaterThanOrEqual(1000);
    expect(at).toBeLessThanOrEqual(3000);
  });

  it('publishes what was still to come after a kill', async () => {
    const first = await sesWorld();
    await first.send();
    await first.close();
    const second = await sesWorld({ dir: first.dir, clock: new FakeClock('2026-03-05T00:00:00.000Z') });
    await second.clock.advance(0);
    expect(typesOf(second.published)).toEqual(['Send', 'Delivery']);
  });

  it('tries again when the topic cannot be reached', async () => {
    const { send, clock, backplane, published } = await sesWorld();
    const publish = backplane.publish;
    backplane.publish = () => Promise.reject(new Error('down'));
    await send();
    await clock.advance(0);
    backplane.publish = publish;
    await clock.advance(1000);
    expect(typesOf(published)).toContain('Send');
  });

  it('takes raw mail as it is, with recipients from its headers', async () => {
    const { send, ses } = await sesWorld();
    const raw =
      'From: Ann <ann@sender.example>\r\nTo: Bob <bob@people.example>\r\nBcc: eve@people.example\r\nMessage-ID: <mine@x>\r\nList-Unsubscribe: <https://x.example/u>,\r\n <mailto:u@x.example>\r\nSubject: Raw\r\n\r\nHi there\r\n';
    const id = await send({
      Content: { Raw: { Data: Buffer.from(raw) } },
      FromEmailAddress: undefined,
      Destination: undefined,
    });
    const mail = ses.mails.byMessageId(id);
    expect(mail?.recipients).toEqual(['bob@people.example', 'eve@people.example']);
    expect(mail?.headers).toContainEqual({
      name: 'List-Unsubscribe',
      value: '<https://x.example/u>, <mailto:u@x.example>',
    });
    const source = ses.mails.source(mail?.id ?? 0)?.toString() ?? '';
    expect(source).not.toMatch(/eve@|mine@x/);
    expect(source).toMatch(/\r\n\r\nHi there\r\n$/);
  });
});

describe('refusals', () => {
  it.each<[string, Parameters<typeof aMail>[0], string, RegExp]>([
    [
      'an unverified sender',
      { FromEmailAddress: 'ann@other.example' },
      'MessageRejected',
      /^Email address is not verified\. The following identities failed the check in region US-EAST-1: ann@other\.example$/,
    ],
    ['a look-alike domain', { FromEmailAddress: 'ann@evilsender.example' }, 'MessageRejected', /not verified/],
    ['a bad tag value', { EmailTags: [{ Name: 'a', Value: 'x@y' }] }, 'BadRequestException', /tag value/],
    [
      'a tag twice',
      {
        EmailTags: [
          { Name: 'a', Value: '1' },
          { Name: 'a', Value: '2' },
        ],
      },
      'BadRequestException',
      /Duplicate tag/,
    ],
    [
      '51 recipients',
      { Destination: { ToAddresses: Array.from({ length: 51 }, (_, i) => `p${i}@people.example`) } },
      'BadRequestException',
      /exceeds 50/,
    ],
    ['an unknown configuration set', { ConfigurationSetName: 'none' }, 'NotFoundException', /<none> does not exist/],
    [
      '16 headers',
      {
        Content: {
          Simple: {
            Subject: { Data: 's' },
            Body: { Text: { Data: 't' } },
            Headers: Array.from({ length: 16 }, (_, i) => ({ Name: `X-${i}`, Value: 'v' })),
          },
        },
      },
      'BadRequestException',
      /headers/,
    ],
    [
      'a header over two lines',
      {
        Content: {
          Simple: {
            Subject: { Data: 's' },
            Body: { Text: { Data: 't' } },
            Headers: [{ Name: 'X-A', Value: 'v\r\nBcc: eve@x.example' }],
          },
        },
      },
      'BadRequestException',
      /header value/,
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const { send, ses } = await sesWorld();
    await expect(send(input)).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
    expect(ses.mails.list({ limit: 10 })).toEqual([]);
  });

  it('refuses more than the sending rate allows', async () => {
    const { send } = await sesWorld({ maxSendRate: 2 });
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => send()));
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.name);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(new Set(refused)).toEqual(new Set(['TooManyRequestsException']));
  });

  it('refuses more than the daily quota until 24 hours have passed', async () => {
    const { send, clock, client } = await sesWorld({ max24HourSend: 2 });
    await send();
    await send();
    await expect(send()).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Daily message quota exceeded.',
    });
    const { SendQuota } = await client.send(new GetAccountCommand({}));
    expect(SendQuota).toEqual({ Max24HourSend: 2, MaxSendRate: 500, SentLast24Hours: 2 });
    await clock.advance(86_460_000);
    await expect(send()).resolves.toMatch(/^010001/);
  });
});

describe('a tenant', () => {
  const TenantName = 'ten_1';
  const arnOf = (resource: string) => `arn:aws:ses:us-east-1:000000000000:${resource}`;

  it('sends with what is associated with it, and with nothing else', async () => {
    const { client, send } = await sesWorld();
    const associate = (resource: string) =>
      client.send(new CreateTenantResourceAssociationCommand({ TenantName, ResourceArn: arnOf(resource) }));
    await expect(send({ TenantName })).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(associate('identity/sender.example')).rejects.toMatchObject({ name: 'NotFoundException' });
    const tenant = await client.send(new CreateTenantCommand({ TenantName }));
    expect(tenant).toMatchObject({ TenantName, SendingStatus: 'ENABLED', CreatedTimestamp: expect.any(Date) });
    const refused = { name: 'BadRequestException', message: expect.stringContaining('is not associated with tenant') };
    await expect(send({ TenantName })).rejects.toMatchObject(refused);
    await associate('identity/sender.example');
    await expect(send({ TenantName, ConfigurationSetName: undefined })).resolves.toMatch(/^010001/);
    await expect(associate('identity/sender.example')).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await expect(associate('identity/none.example')).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(client.send(new CreateTenantCommand({ TenantName }))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
    await expect(send({})).resolves.toMatch(/^010001/);
  });
});

describe('identities and suppression', () => {
  it('verifies a new identity at once and gives DKIM tokens', async () => {
    const { client, send } = await sesWorld();
    await client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'carl@other.example' }));
    const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: 'carl@other.example' }));
    expect(identity).toMatchObject({ VerifiedForSendingStatus: true, VerificationStatus: 'SUCCESS' });
    expect(identity.DkimAttributes?.Tokens).toHaveLength(3);
    await expect(
      client.send(new CreateEmailIdentityCommand({ EmailIdentity: 'carl@other.example' })),
    ).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await expect(client.send(new GetEmailIdentityCommand({ EmailIdentity: 'none.example' }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
    const { EmailIdentities } = await client.send(new ListEmailIdentitiesCommand({}));
    expect(EmailIdentities?.map((one) => one.IdentityName)).toEqual([
      'carl@other.example',
      'reply.example',
      'sender.example',
    ]);
    await expect(send({ FromEmailAddress: 'carl@other.example' })).resolves.toMatch(/^010001/);
  });

  it('bounces mail to a suppressed address', async () => {
    const { client, send, clock, published } = await sesWorld();
    await client.send(new PutSuppressedDestinationCommand({ EmailAddress: 'Bob@people.example', Reason: 'COMPLAINT' }));
    const { SuppressedDestinationSummaries } = await client.send(
      new ListSuppressedDestinationsCommand({ Reasons: ['COMPLAINT'] }),
    );
    expect(SuppressedDestinationSummaries).toMatchObject([
      { EmailAddress: 'bob@people.example', Reason: 'COMPLAINT', LastUpdateTime: new Date(clock.now()) },
    ]);
    await send();
    await clock.advance(5000);
    expect(eventsOf(published)[1]).toMatchObject({
      eventType: 'Bounce',
      bounce: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' },
    });
    await client.send(new DeleteSuppressedDestinationCommand({ EmailAddress: 'bob@people.example' }));
    await expect(
      client.send(new GetSuppressedDestinationCommand({ EmailAddress: 'bob@people.example' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('suppresses an address that bounced for good', async () => {
    const { client, ses, send, clock } = await sesWorld();
    ses.setRecipients({ fate: () => 'bounced_hard', delivered: () => undefined });
    await send();
    await clock.advance(5000);
    const { SuppressedDestination } = await client.send(
      new GetSuppressedDestinationCommand({ EmailAddress: 'bob@people.example' }),
    );
    expect(SuppressedDestination?.Reason).toBe('BOUNCE');
  });
});

describe('the mailbox simulator', () => {
  it.each([
    ['success', ['Send', 'Delivery']],
    ['success+label', ['Send', 'Delivery']],
    ['bounce', ['Send', 'Bounce']],
    ['complaint', ['Send', 'Delivery', 'Complaint']],
    ['suppressionlist', ['Send', 'Bounce']],
    ['ooto', ['Send', 'Delivery']],
  ])('%s@', async (box, expected) => {
    const { send, clock, published, client, ses } = await sesWorld();
    await send({ Destination: { ToAddresses: [`${box}@simulator.amazonses.com`] } });
    await clock.advance(10_000);
    expect(typesOf(published)).toEqual(expected);
    const { SuppressedDestinationSummaries } = await client.send(new ListSuppressedDestinationsCommand({}));
    expect(SuppressedDestinationSummaries).toEqual([]);
    const replies = ses.mails.list({ limit: 10 }).filter(({ direction }) => direction === 'inbound');
    expect(replies.map(({ subject }) => subject)).toEqual(box === 'ooto' ? ['Out of office: Héllo'] : []);
  });
});
