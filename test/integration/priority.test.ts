import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, booksOf, statusOf, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const Launched = z.object({ success: z.literal(true) });
const Page = z.object({ items: z.array(z.object({ contactId: z.string() })), nextCursor: z.string().nullable() });

const people = 60;
const shared = {
  exclusions: { inOtherCampaign: 'pause_lower_priority', receivedWithinHours: 24 },
  fromEmail: 'news@penguin.example',
  fromName: 'Penguin News',
  campaignType: 'drip',
};
const steps = (name: string) => [
  anEmail(`${name}1`, `${name}w`),
  aWait(`${name}w`, `${name}2`, 1),
  anEmail(`${name}2`, null),
];

describe('two campaigns that want the same contacts', () => {
  let cloud: TestCloud;
  let low: string;
  let high: string;
  const activeIn = async (campaignId: string): Promise<ReadonlySet<string>> => {
    const found = new Set<string>();
    let cursor: string | null = null;
    do {
      const query: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
      const page = await cloud.api.get(
        `/api/campaigns/${campaignId}/enrollments?status=active&limit=100${query}`,
        Page,
      );
      for (const { contactId } of page.items) found.add(contactId);
      cursor = page.nextCursor;
    } while (cursor);
    return found;
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    const emails = Array.from({ length: people }, (_, i) => `p${i}@both.example`);
    const first = await aDraft(cloud.api, steps('low'), emails, { ...shared, priority: 10 });
    const second = await cloud.api.send(
      'POST',
      '/api/campaigns',
      { name: 'High', segmentId: first.segmentId, ...shared, priority: 90 },
      Created,
    );
    await cloud.api.send('PUT', `/api/campaigns/${second.id}/steps`, { steps: steps('high') }, z.unknown());
    [low, high] = [first.campaignId, second.id];
  });
  afterAll(() => cloud.close());

  it('never have anybody in both at once, nor mail anybody twice in a day, and both reach everybody', async () => {
    await Promise.all([low, high].map((id) => cloud.api.send('POST', `/api/campaigns/${id}/launch`, {}, Launched)));
    for (let hour = 0; hour < 24 * 9; hour += 12) {
      const [one, other] = await Promise.all([activeIn(low), activeIn(high)]);
      expect([...one].filter((id) => other.has(id))).toEqual([]);
      await cloud.advanceBy('PT12H');
    }
    const mails = Map.groupBy(
      (await cloud.allMails()).filter((mail) => mail.direction === 'outbound'),
      (mail) => String(mail.to),
    );
    expect(mails.size).toBe(people);
    for (const mine of mails.values()) {
      const times = mine.map((mail) => Date.parse(mail.at)).toSorted((a, b) => a - b);
      expect(times).toHaveLength(4);
      for (const [i, at] of times.entries())
        if (i > 0) expect(at - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(86_400_000);
    }
    for (const id of [low, high]) {
      expect(await booksOf(cloud, id)).toMatchObject({
        balanced: true,
        settled: true,
        enrollments: { completed: people },
      });
      expect(await statusOf(cloud.api, id)).toBe('completed');
    }
  });

  it('let the lower one go on at once when a reply ends the higher one', async () => {
    const rules = { ...shared, exclusions: { inOtherCampaign: 'pause_lower_priority' }, stopOnReply: 'always' };
    const first = await aDraft(cloud.api, steps('slow'), ['talker@both.example'], { ...rules, priority: 10 });
    const second = await cloud.api.send(
      'POST',
      '/api/campaigns',
      { name: 'Urgent', segmentId: first.segmentId, ...rules, priority: 90 },
      Created,
    );
    await cloud.api.send('PUT', `/api/campaigns/${second.id}/steps`, { steps: steps('urgent') }, z.unknown());
    await cloud.api.send('POST', `/api/campaigns/${second.id}/launch`, {}, Launched);
    await cloud.advanceBy('PT5M');
    await cloud.api.send('POST', `/api/campaigns/${first.campaignId}/launch`, {}, Launched);
    await cloud.advanceBy('PT5M');
    const subjects = () => subjectsTo(cloud, 'talker@both.example');
    expect(await subjects()).toEqual(['Subject of urgent1']);
    const [mail] = (await cloud.mailsTo('talker@both.example')).filter(({ direction }) => direction === 'outbound');
    await cloud.events({ messageId: mail?.messageId, type: 'Reply', text: 'Please call me.' });
    await cloud.advanceBy('PT2M');
    expect(await subjects()).toEqual(['Subject of urgent1', 'Subject of slow1']);
  });
});
