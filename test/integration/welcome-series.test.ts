import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, booksOf, statusOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const welcome = [
  anEmail('welcome', 'w2', { subject: 'Welcome, {{firstName}}!', previewText: 'Thanks for signing up' }),
  aWait('w2', 'overview', 2),
  anEmail('overview', 'w3'),
  aWait('w3', 'offer', 3),
  anEmail('offer', null),
];

describe('the Welcome Series', () => {
  let cloud: TestCloud;
  let campaignId: string;
  let contactIds: string[];
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    ({ campaignId, contactIds } = await aLaunched(cloud, welcome, [
      'ann@one.example',
      'bob@two.example',
      'zoë@three.example'.replace('ë', 'e'),
    ]));
  });
  afterAll(() => cloud.close());

  it('sends the first mail at once, personal, with both parts and the one-click pair', async () => {
    const [mail] = await cloud.mailsTo('ann@one.example');
    const { text: source } = await cloud.raw('GET', `/_local/mailbox/${mail?.id}/source`);
    const parsed = await simpleParser(source);
    expect(parsed.subject).toBe('Welcome, ann!');
    expect(parsed.from?.value[0]).toEqual({ name: 'Penguin News', address: 'news@penguin.example' });
    expect(parsed.html).toContain('Thanks for signing up');
    expect(parsed.text).toContain('Ushuaia');
    expect(source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
    expect(source.indexOf('List-Unsubscribe:')).toBeLessThan(source.indexOf('List-Unsubscribe-Post:'));
    expect(source.split('\r\n').every((line) => Buffer.byteLength(line) <= 998)).toBe(true);
  });

  it('waits two days, then three, and mails each contact once per step', async () => {
    await cloud.advanceBy('P1D');
    expect(await subjectsTo(cloud, 'ann@one.example')).toHaveLength(1);
    await cloud.advanceBy('P1D');
    expect(await subjectsTo(cloud, 'ann@one.example')).toEqual(['Welcome, ann!', 'Subject of overview']);
    await cloud.advanceBy('P3D');
    expect(await subjectsTo(cloud, 'bob@two.example')).toEqual([
      'Welcome, bob!',
      'Subject of overview',
      'Subject of offer',
    ]);
  });

  it('tells for one contact what was decided and why', async () => {
    const { enrollment, timeline, messages } = await timelineOf(cloud.api, campaignId, contactIds[0] ?? '');
    expect(enrollment.status).toBe('completed');
    expect(timeline.map((entry) => entry.what)).toEqual([
      'enrolled',
      'email_planned',
      'waiting',
      'email_planned',
      'waiting',
      'email_planned',
      'completed',
    ]);
    expect(messages.map((message) => [message.stepId, message.status])).toEqual([
      ['welcome', 'delivered'],
      ['overview', 'delivered'],
      ['offer', 'delivered'],
    ]);
  });

  it('counts what was sent and delivered, by step and by day', async () => {
    const analytics = await analyticsOf(cloud.api, campaignId);
    expect(analytics.overall).toMatchObject({ emailsSent: 9, emailsDelivered: 9, deliveryRate: 100, uniqueOpens: 0 });
    expect(analytics.byStep.map((step) => [step.stepId, step.metrics.emailsSent])).toEqual([
      ['welcome', 3],
      ['overview', 3],
      ['offer', 3],
    ]);
    expect(analytics.daily.map((day) => day.metrics.emailsSent)).toEqual([3, 3, 3]);
    const [first] = analytics.daily;
    const oneDay = await analyticsOf(cloud.api, campaignId, `?startDate=${first?.date}&endDate=${first?.date}`);
    expect(oneDay.overall.emailsSent).toBe(3);
  });

  it('completes by itself with balanced books', async () => {
    await cloud.advanceBy('PT2H');
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
    const books = await booksOf(cloud, campaignId);
    expect(books).toMatchObject({ balanced: true, settled: true, drift: [], enrollments: { completed: 3 } });
  });
});
