import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { MessageView } from '../../src/contracts/message.ts';
import { pageOf } from '../../src/contracts/primitives.ts';
import { DeliveryView, WebhookView, WebhookWithSecret } from '../../src/contracts/webhook.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, booksOf, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts';

const html =
  '<p><a href="https://shop.example/a">A</a> <a href="https://shop.example/b">B</a> <a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>';
const Messages = pageOf(MessageView);
const Deliveries = pageOf(DeliveryView);
const home = '81.2.69.142';
const office = '81.2.69.160';

/** Whether one of the signatures is by the secret. The library only accepts times near its own, and the clock of the test has skipped. */
function isSigned(request: Received | undefined, secret: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': signatures } = request?.headers ?? {};
  const wanted = new Webhook(secret).sign(String(id), new Date(Number(seconds) * 1000), request?.body ?? '');
  return String(signatures).split(' ').includes(wanted);
}

describe('what is seen of mails', () => {
  let cloud: TestCloud;
  let receiver: Receiver;
  let campaignId: string;
  let contactIds: string[];
  const [ann, bob, cai] = ['ann@seen.example', 'bob@seen.example', 'cai@seen.example'];

  const messageOf = async (address: string) => {
    const { items } = await cloud.api.get(`/api/campaigns/${campaignId}/messages`, Messages);
    const mine = items.find(({ contactId }) => contactId === contactIds[[ann, bob, cai].indexOf(address)]);
    if (!mine) throw new Error(`no mail to ${address}`);
    return mine;
  };
  const overall = async () => (await analyticsOf(cloud.api, campaignId)).overall;
  const s3 = () =>
    new S3Client({
      endpoint: cloud.cloud.gatewayUrl,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
    });
  const filesUnder = async (Prefix: string): Promise<{ key: string; bytes: Uint8Array }[]> => {
    const bucket = cloud.cloud.assembly
      .ofType('AWS::S3::Bucket')
      .find(({ logicalId }) => logicalId.startsWith('Bucket'));
    const Bucket = bucket?.name ?? '';
    const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Promise.all(
      Contents.map(async ({ Key = '' }) => {
        const { Body } = await s3().send(new GetObjectCommand({ Bucket, Key }));
        return { key: Key, bytes: (await Body?.transformToByteArray()) ?? new Uint8Array() };
      }),
    );
  };

  beforeAll(async () => {
    receiver = await startReceiver();
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    const launched = await aLaunched(cloud, [anEmail('one', 'w', { html }), aWait('w', null, 30)], [ann, bob, cai]);
    ({ campaignId, contactIds } = launched);
    await cloud.advanceBy('PT1H');
  });
  afterAll(async () => {
    receiver.close();
    await cloud.close();
  });

  it('a link that only machines find is in every mail, behind the others and not in the text', async () => {
    const [mail] = await cloud.mailsTo(ann);
    const { text } = await cloud.raw('GET', `/_local/mailbox/${mail?.id}/source`);
    expect(text.match(/aria-hidden/g)).toHaveLength(1);
    const { sendId } = await messageOf(ann);
    const { status, headers } = await cloud.raw('GET', `/h/${sendId}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
  });

  it('a scanner that comes to it takes back what it had counted as a person’s, and its reader counts', async () => {
    await cloud.events([{ to: ann, type: 'Click', link: 'https://shop.example/a', ipAddress: office }]);
    await cloud.advanceBy('PT1M');
    expect(await overall()).toMatchObject({ uniqueClicks: 1, totalClicks: 1, machineClicks: 0 });
    const { sendId } = await messageOf(ann);
    const trap = `${cloud.cloud.url}/h/${sendId}`;
    await cloud.events([{ to: ann, type: 'Click', link: trap, ipAddress: office }]);
    await cloud.advanceBy('PT1H');
    expect(await overall()).toMatchObject({ uniqueClicks: 0, totalClicks: 0, machineClicks: 2, allClicks: 2 });
    await cloud.events([
      {
        to: ann,
        type: 'Click',
        link: 'https://shop.example/b',
        ipAddress: home,
        userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15',
      },
    ]);
    await cloud.advanceBy('PT1M');
    expect(await overall()).toMatchObject({ uniqueClicks: 1, totalClicks: 1, machineClicks: 2 });
    const { seen, flags } = await messageOf(ann);
    expect(seen.map((one) => [one.class, one.reasons])).toEqual([
      ['machine', ['companion']],
      ['machine', ['honeypot']],
      ['human', []],
    ]);
    expect(seen[0]?.restatedAt).not.toBeNull();
    expect(flags.clicked).toBe(seen[2]?.at);
  });

  it('who withdrew the consent to be watched is not', async () => {
    await cloud.api.send(
      'PATCH',
      `/api/contacts/${contactIds[2]}`,
      { consent: { status: 'subscribed', source: 'test', at: null, tracking: false } },
      z.unknown(),
    );
    await cloud.events([
      { to: cai, type: 'Open', ipAddress: home },
      { to: cai, type: 'Click', link: 'https://shop.example/a', ipAddress: home },
    ]);
    await cloud.advanceBy('PT1M');
    const { seen, flags } = await messageOf(cai);
    expect(seen).toEqual([]);
    expect(flags).toMatchObject({ opened: null, clicked: null });
    expect(flags.delivered).not.toBeNull();
  });

  it('a delay is shown with its mail', async () => {
    await cloud.events([{ to: bob, type: 'DeliveryDelay' }]);
    await cloud.advanceBy('PT1M');
    expect((await messageOf(bob)).delay).toMatchObject({ type: 'MailboxFull' });
  });

  it('webhooks are told of people, signed, again when they were down, and can be sent again', async () => {
    const { url } = receiver;
    const created = await cloud.api.send(
      'POST',
      '/api/webhooks',
      { url, events: ['email.clicked', 'email.replied'] },
      WebhookWithSecret,
    );
    const path = `/api/webhooks/${created.id}`;
    await cloud.advanceBy('PT1M');
    receiver.statuses.push(503);
    await cloud.events([
      { to: bob, type: 'Click', link: 'https://shop.example/a', ipAddress: home },
      { to: bob, type: 'Click', link: 'https://shop.example/b', ipAddress: office, userAgent: 'curl/8.9.1' },
    ]);
    await cloud.advanceBy('PT30M');
    expect(receiver.received).toHaveLength(2);
    const [first, second] = receiver.received;
    expect(first?.headers['webhook-id']).toBe(second?.headers['webhook-id']);
    expect(isSigned(second, created.secret)).toBe(true);
    const payload: unknown = JSON.parse(second?.body ?? '');
    expect(payload).toMatchObject({
      type: 'email.clicked',
      data: { campaignId, contactId: contactIds[1], link: 'https://shop.example/a', actor: { class: 'human' } },
    });
    expect(second?.body).not.toContain('@');
    const { items } = await cloud.api.get(`${path}/deliveries`, Deliveries);
    expect(items.map(({ status, attempts }) => [status, attempts.map((one) => one.status)])).toEqual([
      ['delivered', [503, 204]],
    ]);
    const { secret } = await cloud.api.send('POST', `${path}/rotate-secret`, {}, WebhookWithSecret);
    await cloud.api.send('POST', `${path}/deliveries/${items[0]?.id}/redeliver`, {}, z.unknown());
    await cloud.advanceBy('PT1M');
    expect(receiver.received[2]?.headers['webhook-id']).toBe(items[0]?.id);
    for (const one of [secret, created.secret]) expect(isSigned(receiver.received[2], one)).toBe(true);
    expect(isSigned(receiver.received[2], `whsec_${'A'.repeat(43)}=`)).toBe(false);
    expect(JSON.stringify(await cloud.api.get('/api/webhooks', z.unknown()))).not.toContain('whsec_');
  });

  it('a webhook that wants no more is switched off, and says why', async () => {
    const { items } = await cloud.api.get('/api/webhooks', z.object({ items: z.array(WebhookView) }));
    const path = `/api/webhooks/${items[0]?.id}`;
    await cloud.raw('PATCH', '/api/settings', { body: JSON.stringify({ alertEmails: ['boss@penguin.example'] }) });
    receiver.statuses.push(410, 410);
    await cloud.api.send('POST', `${path}/test`, {}, z.unknown());
    await cloud.api.send('POST', `${path}/test`, {}, z.unknown());
    await cloud.advanceBy('PT1M');
    expect(await cloud.api.get(path, WebhookView)).toMatchObject({
      enabled: false,
      disabledReason: expect.stringContaining('410'),
    });
    expect(await subjectsTo(cloud, 'boss@penguin.example')).toEqual(['Switched off: the webhook localhost']);
    expect((await cloud.raw('POST', `${path}/test`, { body: '{}' })).status).toBe(409);
    const on = await cloud.api.send('PATCH', path, { enabled: true }, WebhookView);
    expect(on).toMatchObject({ enabled: true, disabledReason: null, failingSince: null });
  });

  it('an address without https is refused', async () => {
    const body = JSON.stringify({ url: 'http://hooks.example/x', events: ['email.sent'] });
    expect((await cloud.raw('POST', '/api/webhooks', { body })).status).toBe(422);
  });

  it('everything lies in the archive as it came, and what nobody can read in quarantine with the reason', async () => {
    const foreign = { Type: 'Notification', TopicArn: 'arn:aws:sns:us-east-1:1:other', Message: '{}' };
    const record = (messageId: string, body: string) => ({
      messageId,
      receiptHandle: 'r',
      body,
      attributes: {},
      messageAttributes: {},
      eventSource: 'aws:sqs',
    });
    const Records = [record('foreign', JSON.stringify(foreign)), record('noise', 'not json')];
    expect(await cloud.invoke('RecordEvents', { Records })).toEqual({ batchItemFailures: [] });
    const aside = (await filesUnder('quarantine/')).map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()));
    expect(aside).toContainEqual(expect.objectContaining({ why: 'It is no JSON.', body: 'not json' }));
    expect(aside).toContainEqual(expect.objectContaining({ why: expect.stringContaining('not ours') }));
    await cloud.advanceBy('PT5M');
    const files = await filesUnder('events/');
    const lines = files.flatMap(({ bytes }) => gunzipSync(bytes).toString().trimEnd().split('\n'));
    const types = lines.map((line) => z.object({ eventType: z.string() }).parse(JSON.parse(line)).eventType);
    expect(types.filter((type) => type === 'Click')).toHaveLength(6);
    // Those of three people, and that of the team whose webhook was switched off.
    expect(types.filter((type) => type === 'Delivery')).toHaveLength(4);
    for (const { key } of files) expect(key).toMatch(/^events\/\d{4}\/\d\d\/\d\d\/\d\d\/[0-9a-f]{24}\.jsonl\.gz$/);
  });

  it('and the books agree with every counter, machines included', async () => {
    expect(await booksOf(cloud, campaignId)).toMatchObject({ drift: [] });
  });
});
