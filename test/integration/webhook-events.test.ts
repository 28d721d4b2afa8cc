import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { pageOf } from '../../src/contracts/primitives.ts';
import { DeliveryView, WebhookWithSecret } from '../../src/contracts/webhook.ts';
import { type WebhookData, webhookEvents } from '../../src/contracts/webhook-event.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, aLaunched, statusOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { runImport } from '../support/files.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

interface Told {
  readonly type: string;
  readonly data: WebhookData;
}

const html =
  '<p><a href="https://shop.example/a">A</a> <a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>';
const steps = [anEmail('one', 'w', { html }), aWait('w', null, 30)];
const people = ['goes', 'bounces', 'complains', 'buys', 'listed', 'writes'].map((name) => `${name}@told.example`);
const wait = { value: 8, unit: 'hours' as const };
const variants = [
  { key: 'a', subject: 'One' },
  { key: 'b', subject: 'Two' },
];

describe('what webhooks are told beside mails', () => {
  let cloud: TestCloud;
  let receiver: Receiver;
  let webhookId: string;
  let campaignId: string;
  let contactIds: string[];
  /** Whoever is told twice knows it by the id. */
  const told = (type: string): Told[] =>
    [...new Map(receiver.received.map(({ headers, body }) => [headers['webhook-id'], body])).values()]
      .map((body) => JSON.parse(body) as Told)
      .filter((one) => one.type === type);
  const ofContact = (type: string, i: number) => told(type).filter(({ data }) => data.contactId === contactIds[i]);
  const post = (path: string, body: object = {}) => cloud.api.send('POST', path, body, z.unknown());
  const messageOf = async (i: number) => (await cloud.mailsTo(people[i] ?? ''))[0]?.messageId;

  beforeAll(async () => {
    receiver = await startReceiver();
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    const body = { url: receiver.url, events: webhookEvents.filter((name) => !name.startsWith('email.')) };
    ({ id: webhookId } = await cloud.api.send('POST', '/api/webhooks', body, WebhookWithSecret));
    await cloud.advanceBy('PT1M');
    const goal = { event: 'order.completed', windowDays: 10, valueProperty: 'total' };
    ({ campaignId, contactIds } = await aLaunched(cloud, steps, people, { goal }));
    await cloud.advanceBy('PT5M');
  });
  afterAll(async () => {
    receiver.close();
    await cloud.close();
  });

  it('new contacts, by a request, by an event and from files', async () => {
    expect(told('contact.created').map(({ data }) => data.contactId)).toEqual(expect.arrayContaining(contactIds));
    await post('/api/events', { name: 'sign.up', email: 'event@told.example', contact: { firstName: 'Eve' } });
    await runImport(cloud.api, 'email\nfile1@told.example\nfile2@told.example\ngoes@told.example\n');
    const csv = { body: 'email\nfile3@told.example\nfile1@told.example\n', headers: { 'content-type': 'text/csv' } };
    expect((await cloud.raw('POST', '/api/contacts/import?consentSource=fair', csv)).status).toBe(200);
    await cloud.advanceBy('PT1M');
    const sources = told('contact.created').map(({ data }) => data.source);
    expect(sources.filter((source) => source === 'web form 2026')).toHaveLength(2);
    expect(sources.filter((source) => source === 'fair')).toHaveLength(1);
    expect(sources).toHaveLength(people.length + 4);
  });

  it('the launch, each pause with its reason, and each resumption', async () => {
    expect(told('campaign.launched')).toMatchObject([{ data: { campaignId } }]);
    await post(`/api/campaigns/${campaignId}/pause`);
    await post(`/api/campaigns/${campaignId}/resume`, { policy: 'now' });
    await cloud.advanceBy('PT1M');
    expect(told('campaign.paused')).toMatchObject([{ data: { campaignId, reason: 'user' } }]);
    expect(told('campaign.resumed')).toMatchObject([{ data: { campaignId, policy: 'now' } }]);
  });

  it('who left by the link, by mail, by a complaint or a bounce, or was put on the list, with the mail that led to it', async () => {
    await fetch(await cloud.unsubscribeLinkOf(people[0] ?? ''), {
      method: 'POST',
      body: new URLSearchParams('List-Unsubscribe=One-Click'),
    });
    await cloud.events([
      { messageId: await messageOf(1), type: 'Bounce', bounceType: 'Permanent', bounceSubType: 'NoEmail' },
      { messageId: await messageOf(2), type: 'Complaint' },
    ]);
    await post('/api/suppressions', { emails: [people[4], 'nobody@told.example'] });
    const address = /<mailto:([^>?]+)/.exec(await cloud.headerOf(people[5] ?? '', 'List-Unsubscribe'))?.[1] ?? '';
    const at = '2026-11-25T10:00:00.000Z';
    const mail = { timestamp: at, messageId: 'in-1', source: people[5], headers: [] };
    const receipt = { timestamp: at, recipients: [address], action: { objectKey: 'inbound/none' } };
    const notice = JSON.stringify({ notificationType: 'Received', mail, receipt });
    const record = {
      messageId: 'm',
      body: notice,
      eventSource: 'aws:sqs',
      attributes: { ApproximateReceiveCount: '1' },
    };
    for (let i = 0; i < 2; i++) await cloud.invoke('ReceiveReply', { Records: [record] });
    await cloud.advanceBy('PT1M');
    expect(ofContact('contact.unsubscribed', 0)).toMatchObject([{ data: { campaignId, source: 'one_click' } }]);
    expect(ofContact('contact.unsubscribed', 5)).toMatchObject([{ data: { campaignId, source: 'mailto' } }]);
    expect(ofContact('contact.unsubscribed', 2)).toMatchObject([{ data: { campaignId, source: 'complaint' } }]);
    expect(ofContact('contact.suppressed', 2)).toMatchObject([{ data: { campaignId, reason: 'complained' } }]);
    expect(ofContact('contact.suppressed', 1)).toMatchObject([{ data: { campaignId, reason: 'bounced' } }]);
    expect(ofContact('contact.suppressed', 4)).toMatchObject([{ data: { reason: 'manual' } }]);
    expect(told('contact.suppressed')).toHaveLength(3);
    expect(told('contact.unsubscribed')).toHaveLength(3);
  });

  it('who wants mails again', async () => {
    const lifted = await cloud.raw('DELETE', `/api/suppressions/${people[0]}?confirm=signup_form`);
    expect(lifted.status).toBe(200);
    await cloud.api.send('PATCH', `/api/contacts/${contactIds[3]}`, { optOuts: ['news'] }, z.unknown());
    await cloud.api.send('PATCH', `/api/contacts/${contactIds[3]}`, { optOuts: [] }, z.unknown());
    await cloud.advanceBy('PT1M');
    expect(ofContact('contact.resubscribed', 0)).toMatchObject([{ data: { source: 'signup_form' } }]);
    expect(ofContact('contact.unsubscribed', 3)).toMatchObject([{ data: { category: 'news' } }]);
    expect(ofContact('contact.resubscribed', 3)).toMatchObject([{ data: { category: 'news' } }]);
  });

  it('a goal once, with its worth and the mail that it was laid to', async () => {
    const order = {
      id: 'order-1',
      name: 'order.completed',
      email: people[3],
      properties: { total: 49.9, currency: 'EUR' },
    };
    for (let i = 0; i < 2; i++) await post('/api/events', order);
    await cloud.advanceBy('PT1M');
    const data = { campaignId, stepId: 'one', contactId: contactIds[3], basis: 'delivered', value: { EUR: 49.9 } };
    expect(told('goal.reached')).toMatchObject([{ data }]);
  });

  it('decisions of tests, by their rule and by a person', async () => {
    const aTest = async (winner: 'automatic' | 'manual') => {
      const experiment = { share: 50, decideAfter: wait, minimumPerVariant: 20, winner };
      const mail = anEmail('offer', null, { html, variants, experiment });
      const readers = Array.from({ length: 6 }, (_, i) => `${winner}${i}@told.example`);
      return (await aLaunched(cloud, [mail], readers, { campaignType: 'ab_test' })).campaignId;
    };
    const byRule = await aTest('automatic');
    const byHand = await aTest('manual');
    await post(`/api/campaigns/${byHand}/experiments/offer/decision`, { variant: 'b' });
    await cloud.advanceBy('P3D');
    const decided = (id: string) => told('experiment.decided').filter(({ data }) => data.campaignId === id);
    expect(decided(byHand)).toMatchObject([{ data: { stepId: 'offer', variant: 'b', decidedBy: 'person' } }]);
    expect(decided(byRule)).toMatchObject([{ data: { stepId: 'offer', variant: 'a', decidedBy: 'nobody' } }]);
  });

  it('a launch at its time, the end, and the archive', async () => {
    const draft = await aDraft(cloud.api, [anEmail('only', null, { html })], ['late@told.example']);
    const at = new Date(Date.parse(await cloud.advanceBy('PT1S')) + 3_600_000).toISOString();
    await post(`/api/campaigns/${draft.campaignId}/launch`, { at });
    const mine = (type: string) => told(type).filter(({ data }) => data.campaignId === draft.campaignId);
    await cloud.advanceBy('PT30M');
    expect(mine('campaign.launched')).toEqual([]);
    await cloud.advanceBy('P2D');
    expect(await statusOf(cloud.api, draft.campaignId)).toBe('completed');
    await post(`/api/campaigns/${draft.campaignId}/archive`);
    await cloud.advanceBy('PT1M');
    for (const type of ['campaign.launched', 'campaign.completed', 'campaign.archived'])
      expect(mine(type), type).toHaveLength(1);
  });

  it('once more what failed since an instant, found by state, event and time', async () => {
    const path = `/api/webhooks/${webhookId}`;
    const deliveries = (query: string) => cloud.api.get(`${path}/deliveries?${query}`, pageOf(DeliveryView));
    const since = await cloud.advanceBy('PT1S');
    receiver.statuses.push(410);
    await post(`/api/contacts`, { email: 'again@told.example' });
    await cloud.advanceBy('PT1M');
    const query = `status=failed&since=${encodeURIComponent(since)}`;
    const failed = (await deliveries(query)).items;
    expect(failed.map(({ type }) => type)).toEqual(['contact.created']);
    expect((await deliveries(`${query}&type=contact.created`)).items).toHaveLength(1);
    expect((await deliveries(`${query}&type=webhook.test`)).items).toEqual([]);
    expect((await deliveries(`status=delivered&since=${encodeURIComponent(since)}`)).items).toEqual([]);
    expect((await deliveries(`status=failed&since=2027-01-01T00:00:00Z`)).items).toEqual([]);
    expect((await cloud.raw('POST', `${path}/redeliver`, { body: JSON.stringify({ since }) })).status).toBe(409);
    await cloud.api.send('PATCH', path, { enabled: true }, z.unknown());
    const { body } = await cloud.raw('POST', `${path}/redeliver`, { body: JSON.stringify({ since }) });
    expect(body).toEqual({ queued: 1, nextCursor: null });
    await cloud.advanceBy('PT1M');
    expect((await deliveries(query)).items).toEqual([]);
    expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(failed[0]?.id);
  });

  it('page by page, alike with a filter and without', async () => {
    const all = async (query: string, limit: number) => {
      const ids: string[] = [];
      let cursor = '';
      do {
        const path = `/api/webhooks/${webhookId}/deliveries?limit=${limit}&${query}${cursor && `&cursor=${cursor}`}`;
        const page = await cloud.api.get(path, pageOf(DeliveryView));
        ids.push(...page.items.map(({ id, type }) => `${id} ${type}`));
        cursor = page.nextCursor === null ? '' : encodeURIComponent(page.nextCursor);
      } while (cursor);
      return ids;
    };
    const whole = await all('', 100);
    expect(await all('', 7)).toEqual(whole);
    const created = whole.filter((one) => one.endsWith(' contact.created'));
    expect(created.length).toBeGreaterThan(10);
    expect(await all('type=contact.created', 3)).toEqual(created);
  });

  it('each in one delivery of its own, without an address', async () => {
    const { items } = await cloud.api.get(`/api/webhooks/${webhookId}/deliveries?limit=100`, pageOf(DeliveryView));
    expect(new Set(items.map(({ body }) => body)).size).toBe(items.length);
    expect(items.filter(({ body }) => body.includes('@'))).toEqual([]);
  });
});
