import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, booksOf, statusOf, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Launched = z.object({ success: z.literal(true) });
const Messages = z.object({
  messages: z.array(
    z.object({
      stepId: z.string(),
      sentAt: z.string().nullable(),
      timing: z
        .object({
          at: z.string(),
          zone: z.string(),
          zoneSource: z.string(),
          shifts: z.array(z.object({ rule: z.string(), detail: z.string() })),
        })
        .nullable(),
    }),
  ),
});

const places = {
  'ny@time.example': { timezone: 'America/New_York' },
  'la@time.example': { timezone: 'America/Los_Angeles' },
  'london@time.example': { country: 'GB' },
  'nowhere@time.example': {},
};
const emails = Object.keys(places);

/** Days and times as a clock in the zone shows them. */
const localOf = (instant: string, zone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
    new Date(instant),
  );

describe('local time', () => {
  let cloud: TestCloud;
  const draftFor = async (steps: Parameters<typeof aDraft>[1], over: object, tag: string) => {
    const draft = await aDraft(
      cloud.api,
      steps,
      emails.map((email) => `${tag}-${email}`),
      over,
    );
    const known = Object.values(places);
    for (const [i, id] of draft.contactIds.entries())
      await cloud.api.send('PATCH', `/api/contacts/${id}`, { timezone: null, country: null, ...known[i] }, z.unknown());
    await cloud.api.send('POST', `/api/campaigns/${draft.campaignId}/launch`, {}, Launched);
    return draft;
  };
  const messagesOf = async (campaignId: string, contactId: string | undefined) =>
    (await cloud.api.get(`/api/campaigns/${campaignId}/enrollments/${contactId}`, Messages)).messages;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('brings a broadcast to everybody at nine of their own clocks, by one schedule for each zone', async () => {
    const now = await cloud.advanceBy('PT1S');
    const day = new Date(Date.parse(now) + 2 * 86_400_000).toISOString().slice(0, 10);
    const over = { campaignType: 'broadcast', startLocal: `${day}T09:00`, timezone: 'Asia/Kolkata' };
    const { campaignId, contactIds } = await draftFor([anEmail('news', null)], over, 'b');
    await cloud.advanceBy('PT5M');
    expect(await subjectsTo(cloud, 'b-ny@time.example')).toEqual([]);
    await cloud.advanceBy('P4D');
    const zones = ['America/New_York', 'America/Los_Angeles', 'Europe/London', 'Asia/Kolkata'];
    for (const [i, zone] of zones.entries()) {
      const [message] = await messagesOf(campaignId, contactIds[i]);
      expect(localOf(message?.sentAt ?? '', zone)).toBe(`${day} 09:00`);
    }
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
  });

  it('holds a mail back at night, on weekends and on holidays, and says why', async () => {
    await cloud.api.send(
      'PATCH',
      '/api/settings',
      { holidays: { extra: [{ date: '2027-03-02', name: 'Founding Day' }], ignored: [] } },
      z.unknown(),
    );
    const window = {
      preferredTime: '09:30',
      skipWeekends: true,
      skipHolidays: true,
      quietHours: { from: '21:00', to: '07:00' },
    };
    const start = '2027-02-26T23:00:00.000Z';
    const over = { sendStrategy: 'scheduled', startDate: start, timezone: 'UTC', sendWindow: window };
    const { campaignId, contactIds } = await draftFor(
      [anEmail('one', 'w'), aWait('w', 'two', 1), anEmail('two', null)],
      over,
      'd',
    );
    const wait = Math.ceil((Date.parse(start) - Date.parse(await cloud.advanceBy('PT1S'))) / 3_600_000);
    await cloud.advanceBy(`PT${wait}H`);
    await cloud.advanceBy('P7D');
    const [first, second] = await messagesOf(campaignId, contactIds[3]);
    expect(first?.sentAt?.slice(0, 16)).toBe('2027-03-01T09:30');
    expect(first?.timing?.shifts.map(({ rule }) => rule)).toContain('weekend');
    expect(first?.timing?.zoneSource).toBe('campaign');
    expect(second?.sentAt?.slice(0, 16)).toBe('2027-03-03T09:30');
    expect(second?.timing?.shifts.some(({ rule, detail }) => rule === 'holiday' && /Founding Day/.test(detail))).toBe(
      true,
    );
    const [inNewYork] = await messagesOf(campaignId, contactIds[0]);
    expect(localOf(inNewYork?.sentAt ?? '', 'America/New_York')).toBe('2027-03-01 09:30');
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('leaves a quarter of an hour before the time at which its reader reads, and measures what that brings', async () => {
    const email = 'early@habit.example';
    const read = [anEmail('a', 'w'), aWait('w', 'b', 1), anEmail('b', null)];
    const habit = await aDraft(cloud.api, read, [email], { timezone: 'UTC' });
    const untilAfterHalfPastSeven = async () => {
      const now = Date.parse(await cloud.advanceBy('PT1S'));
      const day = 86_400_000;
      // Well within its quarter of an hour: the clock runs on while it is set.
      const time = 7 * 3_600_000 + 35 * 60_000;
      const next = Math.ceil((now - time) / day) * day + time;
      await cloud.advanceBy(`PT${Math.round((next - now) / 1000)}S`);
    };
    await cloud.api.send('POST', `/api/campaigns/${habit.campaignId}/launch`, {}, Launched);
    await cloud.advanceBy('P1DT1M');
    const mails = (await cloud.mailsTo(email)).filter(({ direction }) => direction === 'outbound');
    for (const { messageId } of mails) {
      await untilAfterHalfPastSeven();
      await cloud.events({ messageId, type: 'Open' });
      await cloud.advanceBy('PT1M');
    }
    expect(mails).toHaveLength(2);
    const optimize = { enabled: true, from: '06:00', to: '18:00', explore: 0 };
    const over = { campaignType: 'broadcast', timezone: 'UTC', sendStrategy: 'optimized', sendWindow: { optimize } };
    const campaign = await cloud.api.send(
      'POST',
      '/api/campaigns',
      { name: 'Optimized', segmentId: habit.segmentId, fromEmail: 'news@penguin.example', fromName: 'News', ...over },
      z.object({ id: z.string() }),
    );
    await cloud.api.send('PUT', `/api/campaigns/${campaign.id}/steps`, { steps: [anEmail('news', null)] }, z.unknown());
    await cloud.api.send('POST', `/api/campaigns/${campaign.id}/launch`, {}, Launched);
    await cloud.advanceBy('P2D');
    const [message] = await messagesOf(campaign.id, habit.contactIds[0]);
    expect(message?.sentAt?.slice(11, 16)).toBe('07:15');
    expect(message?.timing?.shifts.map(({ rule }) => rule)).toEqual(['optimized_time']);
    const report = await cloud.api.get(
      `/api/campaigns/${campaign.id}/send-times`,
      z.object({ optimized: z.object({ sent: z.number() }), sentence: z.string() }),
    );
    expect(report).toMatchObject({ optimized: { sent: 1 }, sentence: expect.stringContaining('Not enough data') });
  });

  it('lets a mail that a pause held up until the night leave in the morning', async () => {
    const window = { quietHours: { from: '21:00', to: '07:00' } };
    const late = await aDraft(cloud.api, [anEmail('evening', null)], ['owl@late.example'], {
      campaignType: 'broadcast',
      timezone: 'UTC',
      sendWindow: window,
    });
    const now = Date.parse(await cloud.advanceBy('PT1S'));
    const evening = Math.ceil((now - 20 * 3_600_000) / 86_400_000) * 86_400_000 + 20 * 3_600_000;
    await cloud.advanceBy(`PT${Math.round((evening - now) / 1000)}S`);
    // The mail is planned, and in the hands of the sender, before the pause.
    cloud.cloud.faults.set({
      seed: 1,
      rules: [{ service: 'ses', action: 'SendEmail', kind: 'throttle', probability: 1 }],
    });
    await cloud.api.send('POST', `/api/campaigns/${late.campaignId}/launch`, {}, Launched);
    await vi.waitUntil(() => (cloud.cloud.faults.report().rules[0]?.hits ?? 0) > 0, { timeout: 40_000, interval: 100 });
    await cloud.api.send('POST', `/api/campaigns/${late.campaignId}/pause`, {}, z.unknown());
    cloud.cloud.faults.clear();
    await cloud.advanceBy('PT3H');
    await cloud.api.send('POST', `/api/campaigns/${late.campaignId}/resume`, { policy: 'now' }, z.unknown());
    await cloud.advanceBy('PT1H');
    expect(await subjectsTo(cloud, 'owl@late.example')).toEqual([]);
    await cloud.advanceBy('PT8H');
    const [message] = await messagesOf(late.campaignId, late.contactIds[0]);
    expect(message?.sentAt?.slice(11, 14)).toBe('07:');
  });
});
