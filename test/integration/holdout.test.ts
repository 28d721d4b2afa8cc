import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { HoldoutReport } from '../../src/contracts/holdout.ts';
import { SegmentView } from '../../src/contracts/segment.ts';
import { Simulation } from '../../src/contracts/simulation.ts';
import { Why } from '../../src/contracts/why.ts';
import { isHeldOut } from '../../src/domain/experiment/assign-variant.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, aLaunched, analyticsOf, booksOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { runImport } from '../support/files.ts';

const Audience = z.object({
  members: z.number(),
  enrolled: z.number(),
  excluded: z.record(z.string(), z.number()),
  excludedLater: z.record(z.string(), z.number()),
});
const Contacts = z.object({ items: z.array(z.object({ id: z.string(), email: z.string() })) });
const goal = { event: 'order.completed', windowDays: 10, valueProperty: 'order.total' };
const html =
  '<p><a href="https://shop.example/new">look here</a></p><p><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>';

describe('goals and hold-outs', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  const buys = (email: string, properties: object = {}, over: object = {}) =>
    cloud.api.send('POST', '/api/events', { name: 'order.completed', email, properties, ...over }, z.unknown());
  const holdoutOf = (id: string) => cloud.api.get(`/api/campaigns/${id}/holdout`, HoldoutReport);
  const audienceOf = (id: string) => cloud.api.get(`/api/campaigns/${id}/audience`, Audience);
  const idOf = async (email: string): Promise<string> => {
    const { items } = await cloud.api.get(`/api/contacts?email=${encodeURIComponent(email)}`, Contacts);
    const id = items.find((one) => one.email === email)?.id;
    if (!id) throw new Error(`There is no contact ${email}`);
    return id;
  };
  const why = async (campaignId: string, contactId: string) =>
    cloud.api.get(`/api/contacts/${contactId}/why?campaign=${campaignId}`, Why);
  const mailed = async (ending: string): Promise<string[]> =>
    (await cloud.allMails()).map(({ to }) => String(to)).filter((to) => to.endsWith(ending));

  it('lay a goal to the last mail of the campaign that a person clicked, else opened, else got', async () => {
    const steps = [anEmail('one', 'w', { html }), aWait('w', 'two', 1), anEmail('two', null, { html })];
    const people = ['clicks', 'opens', 'gets', 'late'].map((name) => `${name}@goal.example`);
    const { campaignId } = await aLaunched(cloud, steps, people, { goal });
    await cloud.events([{ to: 'clicks@goal.example', type: 'Click' }]);
    await cloud.advanceBy('P1DT1H');
    await cloud.events([
      { to: 'clicks@goal.example', type: 'Open' },
      { to: 'opens@goal.example', type: 'Open' },
    ]);
    await cloud.advanceBy('PT1M');
    await buys('clicks@goal.example', { order: { total: '19.90', currency: 'eur' } }, { id: 'order-1' });
    await buys('clicks@goal.example', { order: { total: '19.90', currency: 'eur' } }, { id: 'order-1' });
    await buys('clicks@goal.example', { order: { total: 0.1, currency: 'EUR' } }, { id: 'order-2' });
    await buys('opens@goal.example', { order: { total: 5 }, currency: 'USD' });
    await buys('gets@goal.example', { order: { total: 'a lot' } });
    await cloud.advanceBy('PT1M');

    const { overall, byStep } = await analyticsOf(cloud.api, campaignId);
    expect(overall).toMatchObject({ conversions: 4, revenue: { EUR: 20, USD: 5 } });
    expect(byStep.map(({ stepId, metrics }) => [stepId, metrics.conversions, metrics.revenue])).toEqual([
      ['one', 2, { EUR: 20 }],
      ['two', 2, { USD: 5 }],
    ]);
    await cloud.advanceBy('P11D');
    await buys('late@goal.example', { order: { total: 100, currency: 'EUR' } });
    await cloud.advanceBy('PT1M');
    expect((await analyticsOf(cloud.api, campaignId)).overall.conversions).toBe(4);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, drift: [] });
    expect((await holdoutOf(campaignId)).sentence).toContain('Nobody was held out');
  }, 240_000);

  it('count only events whose properties fit', async () => {
    const where = [{ property: 'order.total', op: 'gte', value: 50 }];
    const { campaignId } = await aLaunched(cloud, [anEmail('one', null)], ['fits@where.example'], {
      goal: { ...goal, where },
    });
    await buys('fits@where.example', { order: { total: 49, currency: 'EUR' } });
    await buys('fits@where.example', { order: { total: 50, currency: 'EUR' } });
    await cloud.advanceBy('PT1M');
    expect((await analyticsOf(cloud.api, campaignId)).overall).toMatchObject({
      conversions: 1,
      revenue: { EUR: 50 },
    });
    const refused = await cloud.raw('POST', '/api/campaigns', {
      body: JSON.stringify({
        name: 'x',
        campaignType: 'drip',
        goal: { event: 'a', where: [{ property: 'x', op: 'gte' }] },
      }),
    });
    expect(refused.status).toBe(422);
  }, 120_000);

  it('hold a share of the audience out, count it, and compare both sides', async () => {
    const { id: segmentId } = await cloud.api.send('POST', '/api/segments', { name: 'Held' }, SegmentView);
    const emails = Array.from({ length: 400 }, (_, i) => `held${i}@out.example`);
    await runImport(cloud.api, `email\n${emails.join('\n')}\n`, { segmentId });
    const { campaignId } = await aDraft(cloud.api, [anEmail('one', null)], [], {
      segmentId,
      campaignType: 'broadcast',
      goal,
      holdoutPercent: 40,
    });
    const foretold = await cloud.api.send('POST', `/api/campaigns/${campaignId}/simulate`, {}, Simulation);
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, z.object({ success: z.literal(true) }));
    await cloud.advanceBy('PT5M');
    const got = await mailed('@out.example');
    const out = emails.filter((email) => !got.includes(email));
    expect(out.length).toBeGreaterThan(120);
    expect(out.length).toBeLessThan(200);
    expect(await audienceOf(campaignId)).toMatchObject({
      members: 400,
      enrolled: got.length,
      excluded: { holdout: out.length },
    });
    expect(foretold.audience).toMatchObject({ entered: got.length, excluded: { holdout: out.length } });

    for (const email of got.slice(0, 60)) await buys(email, { order: { total: 10, currency: 'EUR' } });
    for (const email of out.slice(0, 10)) await buys(email, { order: { total: 10, currency: 'EUR' } });
    // The same people again: more revenue, and no more people.
    await buys(got[0] ?? '', { order: { total: 5, currency: 'EUR' } });
    await buys(out[0] ?? '', { order: { total: 5, currency: 'EUR' } });
    await cloud.advanceBy('PT5M');
    const report = await holdoutOf(campaignId);
    expect(report).toMatchObject({
      holdoutPercent: 40,
      goal: 'order.completed',
      campaign: { people: got.length, goals: 60, revenue: { EUR: 605 } },
      holdout: { people: out.length, goals: 10, revenue: { EUR: 105 } },
      enough: true,
    });
    expect(report.lift.low).toBeGreaterThan(0);
    expect(report.sentence).toMatch(/The campaign brings more than nothing\.$/);
    expect((await analyticsOf(cloud.api, campaignId)).overall).toMatchObject({
      conversions: 61,
      revenue: { EUR: 605 },
    });
    expect((await why(campaignId, await idOf(out[0] ?? ''))).sentence).toMatch(/^Held out at .+: 40 % of the contacts/);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true, drift: [] });

    await cloud.advanceBy('P11D');
    await buys(out[20] ?? '', { order: { total: 10, currency: 'EUR' } });
    await cloud.advanceBy('PT1M');
    expect((await holdoutOf(campaignId)).holdout.goals).toBe(10);
  }, 300_000);

  it('hold out who joins later, and who a trigger or another campaign would let in', async () => {
    const joins = await aLaunched(cloud, [anEmail('one', null)], [], {
      holdoutPercent: 50,
      goal,
      enrollmentRules: { newContacts: 'auto_enroll' },
    });
    const late = Array.from({ length: 40 }, (_, i) => `late${i}@join.example`);
    await runImport(cloud.api, `email\n${late.join('\n')}\n`, { segmentId: joins.segmentId });
    await cloud.advanceBy('PT5M');
    const got = await mailed('@join.example');
    const held = late.length - got.length;
    expect(held).toBeGreaterThan(5);
    expect(await audienceOf(joins.campaignId)).toMatchObject({ excludedLater: { holdout: held } });
    expect(await holdoutOf(joins.campaignId)).toMatchObject({
      campaign: { people: got.length },
      holdout: { people: held },
      enough: false,
      sentence: expect.stringContaining('Not enough data'),
    });

    const { campaignId } = await aLaunched(cloud, [anEmail('thanks', null)], [], {
      campaignType: 'triggered',
      segmentId: null,
      trigger: { event: 'form.submitted', reentry: { rule: 'always' } },
      holdoutPercent: 50,
      goal,
    });
    const submit = async (i: number) =>
      cloud.api.send('POST', '/api/events', { name: 'form.submitted', email: `late${i}@join.example` }, z.unknown());
    const ids = await Promise.all(late.slice(0, 12).map(idOf));
    const out = ids.filter((contactId) => isHeldOut({ testId: campaignId, contactId }, 50));
    for (let i = 0; i < 12; i++) await submit(i);
    await cloud.advanceBy('PT2M');
    for (let i = 0; i < 12; i++) await submit(i);
    await cloud.advanceBy('PT2M');
    expect(await holdoutOf(campaignId)).toMatchObject({
      campaign: { people: 12 - out.length },
      holdout: { people: out.length },
    });
    expect((await audienceOf(campaignId)).excludedLater).toEqual({ holdout: out.length });
    for (let i = 0; i < 12; i++) await buys(`late${i}@join.example`, { order: { total: 1 } });
    await cloud.advanceBy('PT2M');
    expect(await holdoutOf(campaignId)).toMatchObject({
      campaign: { goals: 12 - out.length, revenue: { XXX: 12 - out.length } },
      holdout: { goals: out.length, revenue: { XXX: out.length } },
    });
  }, 240_000);
});
