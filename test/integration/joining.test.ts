import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { untilMonday, weekdayTime } from '../support/calendar.ts';
import { aDraft, booksOf, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const Journey = z.object({
  enrollment: z.object({ status: z.string() }),
  timeline: z.array(z.object({ what: z.string(), detail: z.string() })),
  messages: z.array(z.object({ sentAt: z.string().nullable() })),
});
const enrollmentRules = { newContacts: 'auto_enroll', exitedContacts: 'remove_from_sequence' };
const steps = [anEmail('first', 'w'), aWait('w', 'second', 1), anEmail('second', null)];

describe('contacts who join a running campaign', () => {
  let cloud: TestCloud;
  const post = (path: string, body: object) => cloud.api.send('POST', path, body, z.unknown());
  const contact = async (name: string, over: object = {}): Promise<string> => {
    const body = { email: `${name}@join.example`, ...over };
    return (await cloud.api.send('POST', '/api/contacts', body, Created)).id;
  };
  const join = (segmentId: string, contactIds: readonly string[]) =>
    post(`/api/segments/${segmentId}/members`, { contactIds });
  const leave = (segmentId: string, contactIds: readonly string[]) =>
    post(`/api/segments/${segmentId}/members/remove`, { contactIds });
  const journeyOf = (campaignId: string, contactId: string) =>
    cloud.api.get(`/api/campaigns/${campaignId}/enrollments/${contactId}`, Journey);
  const audienceOf = async (campaignId: string) =>
    (await cloud.raw('GET', `/api/campaigns/${campaignId}/audience`)).body;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('begin at its local time in their own zone: today where that is still to come, else tomorrow', async () => {
    const monday = new Date(await untilMonday(cloud)).toISOString().slice(0, 10);
    const over = { startLocal: `${monday}T09:00`, timezone: 'UTC', enrollmentRules };
    const { campaignId, segmentId } = await aDraft(cloud.api, steps, ['old@join.example'], over);
    await post(`/api/campaigns/${campaignId}/launch`, {});
    await cloud.advanceBy('P1DT1H');
    const zones = { newyork: 'America/New_York', utc: 'UTC', tokyo: 'Asia/Tokyo' };
    const ids: Record<string, string> = {};
    for (const [name, timezone] of Object.entries(zones)) ids[name] = await contact(name, { timezone });
    const gone = await contact('gone', { timezone: 'UTC' });
    await join(segmentId, [...Object.values(ids), gone]);
    await cloud.advanceBy('PT5M');
    expect(await cloud.mailsTo('utc@join.example')).toEqual([]);
    const { enrollment, timeline } = await journeyOf(campaignId, ids['utc'] ?? '');
    expect(enrollment.status).toBe('active');
    expect(timeline.map(({ what }) => what)).toEqual(['enrolled', 'waiting']);
    expect(timeline[1]?.detail).toMatch(/^Begins at \d{4}-\d\d-\d\d 09:00 in UTC/);
    await leave(segmentId, [gone]);
    await cloud.advanceBy('P3D');
    const sent = async (name: keyof typeof zones) => {
      const { messages } = await journeyOf(campaignId, ids[name] ?? '');
      return messages.map(({ sentAt }) => weekdayTime(sentAt ?? '', zones[name]));
    };
    expect(await sent('newyork')).toEqual(['Tue 09:00', 'Wed 09:00']);
    expect(await sent('utc')).toEqual(['Wed 09:00', 'Thu 09:00']);
    expect(await sent('tokyo')).toEqual(['Wed 09:00', 'Thu 09:00']);
    expect(await subjectsTo(cloud, 'gone@join.example')).toEqual([]);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('keep that time when the campaign is paused and resumed before it', async () => {
    const monday = new Date(await untilMonday(cloud)).toISOString().slice(0, 10);
    const over = { startLocal: `${monday}T09:00`, timezone: 'UTC', enrollmentRules };
    const { campaignId, segmentId } = await aDraft(cloud.api, steps, ['older@join.example'], over);
    await post(`/api/campaigns/${campaignId}/launch`, {});
    await cloud.advanceBy('P1DT1H');
    const before = await contact('before', { timezone: 'UTC' });
    await join(segmentId, [before]);
    await cloud.advanceBy('PT5M');
    await post(`/api/campaigns/${campaignId}/pause`, {});
    const during = await contact('during', { timezone: 'UTC' });
    await join(segmentId, [during]);
    await cloud.advanceBy('PT6H');
    expect((await journeyOf(campaignId, during)).enrollment.status).toBe('held');
    await post(`/api/campaigns/${campaignId}/resume`, { policy: 'shift' });
    await cloud.advanceBy('P1D');
    for (const id of [before, during]) {
      const [first] = (await journeyOf(campaignId, id)).messages;
      expect(weekdayTime(first?.sentAt ?? '', 'UTC')).toBe('Wed 09:00');
    }
  });

  it('are counted by reason where the campaign leaves them out, each once', async () => {
    const over = {
      enrollmentRules,
      exclusions: { customers: true, rule: { contact: { field: 'country', op: 'eq', value: 'NZ' } } },
    };
    const { campaignId, segmentId } = await aDraft(cloud.api, steps, [], over);
    const atLaunch = await contact('early', { lifecycle: 'customer' });
    const first = await contact('first');
    await join(segmentId, [atLaunch, first]);
    await post(`/api/campaigns/${campaignId}/launch`, {});
    await cloud.advanceBy('PT5M');
    expect(await audienceOf(campaignId)).toMatchObject({ excluded: { customer: 1 }, excludedLater: {} });
    const [customer, other, kiwi, fine] = [
      await contact('customer', { lifecycle: 'customer' }),
      await contact('other', { lifecycle: 'customer' }),
      await contact('kiwi', { country: 'NZ' }),
      await contact('fine'),
    ];
    const all = [customer, other, kiwi, fine];
    await join(segmentId, all);
    await cloud.advanceBy('PT5M');
    await leave(segmentId, [customer, first]);
    await cloud.advanceBy('PT5M');
    await join(segmentId, [customer, first]);
    await cloud.advanceBy('PT5M');
    expect(await audienceOf(campaignId)).toMatchObject({
      members: 2,
      enrolled: 1,
      excluded: { customer: 1 },
      excludedLater: { customer: 2, excluded_by_rule: 1, was_in: 1 },
    });
    expect(await subjectsTo(cloud, 'fine@join.example')).toEqual(['Subject of first']);
    expect(await subjectsTo(cloud, 'kiwi@join.example')).toEqual([]);
  });

  it('are not counted for what their launch counts: a refresh that it waits for tells of them too', async () => {
    await contact('big', { companySize: 9_000 });
    await contact('bigcustomer', { companySize: 9_000, lifecycle: 'customer' });
    const body = { name: 'Big', type: 'dynamic', ruleText: 'contact.company_size == 9000' };
    const segment = await cloud.api.send('POST', '/api/segments', body, Created);
    const over = { segmentId: segment.id, enrollmentRules, exclusions: { customers: true } };
    const { campaignId } = await aDraft(cloud.api, steps, [], over);
    await post(`/api/campaigns/${campaignId}/launch`, {});
    await cloud.advanceBy('PT5M');
    expect(await subjectsTo(cloud, 'big@join.example')).toEqual(['Subject of first']);
    expect(await audienceOf(campaignId)).toMatchObject({ members: 2, excluded: { customer: 1 }, excludedLater: {} });
  });
});
