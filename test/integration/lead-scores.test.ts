import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const leadScoring = {
  rules: [
    { event: 'demo.booked', points: 50 },
    { event: 'demo.booked', points: 14, where: [{ property: 'seats', op: 'gt', value: 20 }] },
    { event: 'page.viewed', points: 2, maxPerDay: 3 },
    { event: 'email.opened', points: 5 },
    { event: 'email.clicked', points: 10, where: [{ property: 'link', op: 'contains', value: '/pricing' }] },
    { event: 'email.replied', points: 20 },
  ],
  decay: null,
};
const steps = [
  anEmail('first', 'w', {
    html: '<p><a href="https://one.example/pricing">P</a> {{unsubscribeUrl}} {{postalAddress}}</p>',
  }),
  aWait('w', 'second'),
  anEmail('second', null),
];
const addresses = ['events@score.example', 'mails@score.example', 'machine@score.example'] as const;
const Contact = z.object({ leadScore: z.number(), lastActivityAt: z.string().nullable(), rev: z.number() });

describe('lead scores', () => {
  let cloud: TestCloud;
  let ids: string[];
  const contactOf = (address: (typeof addresses)[number]) =>
    cloud.api.get(`/api/contacts/${ids[addresses.indexOf(address)]}`, Contact);
  const scoreOf = async (address: (typeof addresses)[number]) => (await contactOf(address)).leadScore;
  const set = (scoring: object) =>
    cloud.raw('PATCH', '/api/settings', { body: JSON.stringify({ leadScoring: scoring }) });
  const send = async (...events: object[]) => {
    const sent = await cloud.raw('POST', '/api/events', { body: JSON.stringify({ events }) });
    expect(sent.status).toBe(202);
    await cloud.advanceBy('PT1M');
  };
  const happen = async (address: string, type: string, more: object = {}) => {
    const [mail] = await cloud.mailsTo(address);
    await cloud.events({ messageId: mail?.messageId, type, ...more });
    await cloud.advanceBy('PT5M');
  };

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    expect((await set(leadScoring)).status).toBe(200);
    ({ contactIds: ids } = await aLaunched(cloud, steps, addresses));
  });
  afterAll(() => cloud.close());

  it('need rules that make sense', async () => {
    const rules = [{ event: 'demo.booked', points: 1, where: [{ property: 'seats', op: 'gt', value: 'many' }] }];
    const refused = await set({ rules, decay: null });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ path: 'body.leadScoring.rules.0.where.0.value' }] });
  });

  it('count an event once, however often it is sent or delivered', async () => {
    const email = 'events@score.example';
    const event = { id: 'demo-1', name: 'demo.booked', email, properties: { seats: 40 } };
    await send(event);
    await send(event, event);
    const work = { tenantId: cloud.tenantId, contactId: ids[0], eventId: 'demo-1' };
    await cloud.invoke('HandleEvent', { Records: [{ messageId: 'm', body: JSON.stringify(work) }] });
    expect(await scoreOf(email)).toBe(64);
    await send({ id: 'demo-2', name: 'demo.booked', email, properties: { seats: 2 } });
    expect(await scoreOf(email)).toBe(114);
  });

  it('count events that come all at once, each of them, and no more of a limited rule than a day allows', async () => {
    const email = 'events@score.example';
    const views = Array.from({ length: 6 }, (_, i) => ({ id: `view-${i}`, name: 'page.viewed', email }));
    await send(...views);
    expect(await scoreOf(email)).toBe(114 + 3 * 2);
    await cloud.advanceBy('P1D');
    await send({ id: 'view-late', name: 'page.viewed', email });
    expect(await scoreOf(email)).toBe(114 + 4 * 2);
  });

  it('are not moved by events that borrow the names of mails', async () => {
    await send({ id: 'forged', name: 'email.replied', email: 'events@score.example' });
    expect(await scoreOf('events@score.example')).toBe(122);
  });

  it('count the first open, click and reply of a mail by a person, and only once', async () => {
    const email = 'mails@score.example';
    await happen(email, 'Open');
    await happen(email, 'Open');
    expect(await scoreOf(email)).toBe(5);
    await happen(email, 'Click', { link: 'https://one.example/pricing' });
    await happen(email, 'Click', { link: 'https://one.example/pricing' });
    expect(await scoreOf(email)).toBe(15);
    await happen(email, 'Reply', { text: 'Tell me more.' });
    expect(await scoreOf(email)).toBe(35);
  });

  it('are not moved by machines, which are no activity either', async () => {
    const email = 'machine@score.example';
    await happen(email, 'Open', { isBotEvent: 'Likely' });
    await happen(email, 'Open', { userAgent: 'Mozilla/5.0' });
    expect(await contactOf(email)).toMatchObject({ leadScore: 0, lastActivityAt: null });
  });

  it('go with the last activity, which an hour changes once', async () => {
    const email = 'mails@score.example';
    const before = await contactOf(email);
    expect(before.lastActivityAt).not.toBeNull();
    await cloud.advanceBy('PT2H');
    await happen(email, 'Open');
    const after = await contactOf(email);
    expect(Date.parse(after.lastActivityAt ?? '')).toBeGreaterThan(Date.parse(before.lastActivityAt ?? '') + 3_600_000);
    await happen(email, 'Open');
    expect(await contactOf(email)).toEqual(after);
  });

  it('decay by half in a half-life, also where a night is missed or run twice, and grow again in between', async () => {
    expect((await set({ ...leadScoring, decay: { halfLifeDays: 10 } })).status).toBe(200);
    await cloud.advanceBy('P1D');
    expect(await scoreOf('events@score.example')).toBe(122);
    await cloud.advanceBy('P10D');
    expect(await scoreOf('events@score.example')).toBe(61);
    await cloud.invoke('RunJob', { job: 'decay_scores' });
    await cloud.advanceBy('PT1M');
    expect(await scoreOf('events@score.example')).toBe(61);

    await send({ id: 'demo-3', name: 'demo.booked', email: 'events@score.example' });
    expect(await scoreOf('events@score.example')).toBe(111);
    await cloud.advanceBy('P11D');
    expect(await scoreOf('events@score.example')).toBe(Math.round((61 * 0.5 ** 0.1 + 50) / 2));
  });

  it('stay as they are once decay is switched off', async () => {
    expect((await set(leadScoring)).status).toBe(200);
    const before = await contactOf('events@score.example');
    await cloud.advanceBy('P20D');
    expect(await contactOf('events@score.example')).toEqual(before);
  });
});
