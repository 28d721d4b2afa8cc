import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Simulation } from '../../src/contracts/simulation.ts';
import type { Step } from '../../src/contracts/step.ts';
import { dayOf } from '../../src/domain/schedule/local-time.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { booksOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const Launched = z.object({ campaign: z.object({ launchedAt: z.string() }) });
const zones = [
  'America/New_York',
  'America/Los_Angeles',
  'Europe/London',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Pacific/Honolulu',
];
const zoneOfMail = new Map<string, string>();

const welcome: readonly Step[] = [
  anEmail('welcome', 'w2'),
  aWait('w2', 'overview', 2),
  anEmail('overview', 'w3'),
  aWait('w3', 'offer', 3),
  anEmail('offer', null),
];

type Calendar = Record<string, Record<string, number>>;

const calendarOf = ({ calendar }: Simulation): Calendar =>
  Object.fromEntries(calendar.map(({ day, zones: counts }) => [day, counts]));

describe('a simulation', () => {
  let cloud: TestCloud;

  /** Twenty minutes past a full hour: far from midnight in every zone of the test. */
  const awayFromMidnight = async (): Promise<void> => {
    const now = await cloud.advanceBy('PT1S');
    const minutes = (80 - new Date(now).getUTCMinutes()) % 60;
    await cloud.advanceBy(`PT${minutes}M`);
  };

  const aCampaignFor = async (name: string, count: number, over: object): Promise<string> => {
    const segment = await cloud.api.send('POST', '/api/segments', { name }, Created);
    const contactIds: string[] = [];
    for (let i = 0; i < count; i++) {
      const email = `${name}-${i}@${name}.example`;
      const timezone = zones[i % zones.length] ?? 'UTC';
      zoneOfMail.set(email, timezone);
      const lifecycle = i % 10 === 9 ? 'customer' : 'lead';
      const contact = { email, timezone, country: null, lifecycle };
      contactIds.push((await cloud.api.send('POST', '/api/contacts', contact, Created)).id);
    }
    await cloud.api.send('POST', `/api/segments/${segment.id}/members`, { contactIds }, z.unknown());
    await cloud.api.send('POST', `/api/contacts/${contactIds[0]}/unsubscribe`, {}, z.unknown());
    const body = {
      name,
      campaignType: 'drip',
      segmentId: segment.id,
      fromEmail: 'news@penguin.example',
      fromName: 'Penguin News',
      exclusions: { customers: true },
      ...over,
    };
    const { id } = await cloud.api.send('POST', '/api/campaigns', body, Created);
    await cloud.api.send('PUT', `/api/campaigns/${id}/steps`, { steps: welcome }, z.unknown());
    return id;
  };

  /** Mails that were really sent, by the local day of their readers and by zone. */
  const sentCalendar = async (name: string): Promise<Calendar> => {
    const days: Calendar = {};
    for (const mail of await cloud.allMails()) {
      const [to] = [mail.to].flat();
      const zone = zoneOfMail.get(to ?? '');
      if (!zone || !to?.endsWith(`@${name}.example`)) continue;
      const day = dayOf(mail.at, zone);
      days[day] = { ...days[day], [zone]: (days[day]?.[zone] ?? 0) + 1 };
    }
    return days;
  };

  const simulated = (id: string, body: object = {}): Promise<Simulation> =>
    cloud.api.send('POST', `/api/campaigns/${id}/simulate`, body, Simulation);

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    await cloud.api.send('POST', '/api/senders', { email: 'news@penguin.example', name: 'News' }, Created);
    await awayFromMidnight();
  });
  afterAll(() => cloud.close());

  it.each([
    ['plain', {}],
    [
      'windowed',
      {
        sendWindow: {
          preferredTime: '09:00',
          skipWeekends: true,
          businessHours: Object.fromEntries(
            ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, [{ from: '09:00', to: '17:00' }]]),
          ),
        },
      },
    ],
    ['limited', { exclusions: { receivedWithinHours: 60 } }],
  ])('gives the calendar that the engine then keeps: %s', async (name, over) => {
    const id = await aCampaignFor(name, 40, over);
    const launch = await cloud.api.send('POST', `/api/campaigns/${id}/launch`, {}, Launched);
    const foretold = await simulated(id, { startAt: launch.campaign.launchedAt });
    await cloud.advanceBy('P16D');
    const books = await booksOf(cloud, id);

    const happened = await sentCalendar(name);
    expect(calendarOf(foretold)).toEqual(
      Object.fromEntries(Object.entries(happened).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    );
    expect(foretold.mails).toBeGreaterThan(100);
    expect(foretold.attention.moved > 0).toBe(name === 'limited');
    expect(foretold.mails).toBe(books.steps.reduce((sum, step) => sum + step.sent, 0));
    expect(foretold.outcomes).toEqual({ completed: books.enrollments['completed'] });
    expect(foretold.audience).toMatchObject({ members: 40, simulated: 40, scale: 1 });
    const audience = await cloud.raw('GET', `/api/campaigns/${id}/audience`);
    expect(foretold.audience.excluded).toEqual(audience.body['excluded']);
  });

  it('draws a sample of the audience, scales it up, and says so', async () => {
    const id = await aCampaignFor('sampled', 40, {});
    const result = await simulated(id, { sample: 10, seed: 'x' });
    expect(result.audience.simulated).toBeLessThan(40);
    expect(result.audience.simulated).toBeGreaterThan(0);
    expect(result.audience.scale).toBeCloseTo(40 / result.audience.simulated, 3);
    expect(result.warnings).toEqual([expect.stringContaining(`Estimated from ${result.audience.simulated} of 40`)]);
    expect(await simulated(id, { sample: 10, seed: 'x', startAt: result.startAt })).toEqual(result);
  });

  it('refuses a sequence that cannot run, with its faults', async () => {
    const { id } = await cloud.api.send('POST', '/api/campaigns', { name: 'empty', campaignType: 'drip' }, Created);
    const answer = await cloud.raw('POST', `/api/campaigns/${id}/simulate`, { body: '{}' });
    expect([answer.status, answer.body['errors']]).toMatchObject([422, [{ code: 'empty_sequence' }]]);
  });
});
