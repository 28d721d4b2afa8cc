import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { mockClient } from 'aws-sdk-client-mock';
import 'aws-sdk-client-mock-vitest/extend';
import { simpleParser } from 'mailparser';
import { beforeEach, describe, expect, it } from 'vitest';
import { sesClient, sesMailer } from '../../../src/adapters/ses/mailer.ts';
import type { OutgoingMail } from '../../../src/usecases/ports/effects.ts';

const ses = mockClient(SESv2Client);
const mailer = sesMailer({ configurationSet: 'set', tenants: true }, new SESv2Client({ region: 'us-east-1' }));
const mail: OutgoingMail = {
  from: { name: 'Penguin Nëws', email: 'news@penguin.example' },
  to: 'ann@example.com',
  replyTo: null,
  subject: 'Hello',
  html: '<p>Hello</p>',
  text: 'Hello',
  unsubscribe: { url: 'https://example.com/u/1', mailto: null },
  listId: 'cmp_1.ten_1',
  tags: { sendId: 'abc', tenantId: 'ten_1' },
  track: { opens: true, clicks: false },
};
const refusal = (name: string, message = 'no'): Error => Object.assign(new Error(message), { name });

describe('the SES mailer', () => {
  beforeEach(() => ses.reset());

  it('sends raw MIME with its ids as tags and the tracking the campaign asks for', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' });
    expect(await mailer.send(mail)).toEqual({ outcome: 'sent', sesMessageId: 'ses-1' });
    expect(ses).toHaveReceivedCommandWith(SendEmailCommand, {
      ConfigurationSetName: 'set',
      EmailTags: [
        { Name: 'sendId', Value: 'abc' },
        { Name: 'tenantId', Value: 'ten_1' },
      ],
      ConfigurationOverrides: { Tracking: { OpenTrackingEnabled: 'ENABLED', ClickTrackingEnabled: 'DISABLED' } },
    });
    const data = ses.commandCalls(SendEmailCommand)[0]?.args[0].input.Content?.Raw?.Data;
    const parsed = await simpleParser(Buffer.from(data ?? ''));
    expect(parsed.from?.value[0]?.name).toBe('Penguin Nëws');
  });

  it('names the tenant of a mail that has one, where tenants are on', async () => {
    ses.on(SendEmailCommand).resolves({ MessageId: 'ses-1' });
    const without = sesMailer({ configurationSet: 'set', tenants: false }, new SESv2Client({ region: 'us-east-1' }));
    await mailer.send(mail);
    await mailer.send({ ...mail, tenant: 'ten_1' });
    await without.send({ ...mail, tenant: 'ten_1' });
    const named = ses.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input.TenantName);
    expect(named).toEqual([undefined, 'ten_1', undefined]);
  });

  it('holds the mails of a tenant alone when SES stopped that tenant', async () => {
    ses.on(SendEmailCommand).rejects(refusal('SendingPausedException', 'Sending is paused for tenant ten_1.'));
    expect(await mailer.send({ ...mail, tenant: 'ten_1' })).toMatchObject({ outcome: 'tenant_stopped' });
    expect(await mailer.send(mail)).toMatchObject({ outcome: 'stopped' });
  });

  it.each([
    ['TooManyRequestsException', 'throttled'],
    ['ThrottlingException', 'throttled'],
    ['LimitExceededException', 'stopped'],
    ['SendingPausedException', 'stopped'],
    ['AccountSuspendedException', 'stopped'],
    ['NotFoundException', 'stopped'],
    ['AccessDeniedException', 'stopped'],
    ['ECONNREFUSED', 'throttled'],
    ['MessageRejected', 'refused'],
    ['BadRequestException', 'refused'],
    ['MailFromDomainNotVerifiedException', 'refused'],
    ['TimeoutError', 'unknown'],
    ['InternalServiceErrorException', 'unknown'],
  ])('takes %s as %s', async (name, outcome) => {
    ses.on(SendEmailCommand).rejects(refusal(name));
    expect(await mailer.send(mail)).toMatchObject({ outcome });
  });

  it('takes the daily quota for a stop, whichever name SES gives it', async () => {
    ses.on(SendEmailCommand).rejects(refusal('ThrottlingException', 'Daily message quota exceeded.'));
    expect(await mailer.send(mail)).toMatchObject({ outcome: 'stopped' });
  });

  it('tells an unverified sender from other rejections', async () => {
    ses.on(SendEmailCommand).rejects(refusal('MessageRejected', 'Email address is not verified.'));
    expect(await mailer.send(mail)).toMatchObject({ reason: 'sender_not_verified' });
  });

  it('refuses what cannot be written as MIME before SES is asked', async () => {
    expect(await mailer.send({ ...mail, to: 'no address' })).toMatchObject({
      outcome: 'refused',
      reason: 'bad_request',
    });
    expect(ses).not.toHaveReceivedCommand(SendEmailCommand);
  });

  it('never lets the SDK try again by itself: SES has no idempotency token', async () => {
    expect(await sesClient().config.maxAttempts()).toBe(1);
  });
});
