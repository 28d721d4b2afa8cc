import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Review } from '../../src/contracts/campaign.ts';
import { Sender } from '../../src/contracts/resources.ts';
import { anEmail } from '../support/builders.ts';
import { aDraft, booksOf, sender, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Messages = z.object({
  messages: z.array(
    z.object({ timing: z.object({ shifts: z.array(z.object({ rule: z.string(), detail: z.string() })) }).nullable() }),
  ),
});

describe('a sender that may send three mails a day', () => {
  const addresses = Array.from({ length: 5 }, (_, n) => `reader${n}@one.example`);
  let cloud: TestCloud;
  let draft: Awaited<ReturnType<typeof aDraft>>;
  const received = async () =>
    (await Promise.all(addresses.map((one) => subjectsTo(cloud, one)))).map(({ length }) => length);
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    draft = await aDraft(cloud.api, [anEmail('only', null)], addresses, { campaignType: 'broadcast' });
    const { items } = await cloud.api.get('/api/senders?limit=10', z.object({ items: z.array(Sender) }));
    const id = items.find(({ email }) => email === sender.email)?.id;
    const pace = { dailyCap: 3, warmup: null };
    expect(await cloud.raw('PUT', `/api/senders/${id}/pace`, { body: JSON.stringify(pace) })).toMatchObject({
      status: 200,
      body: pace,
    });
  });
  afterAll(() => cloud.close());

  it('says in the review how long the mails take', async () => {
    const { items } = await cloud.api.get(`/api/campaigns/${draft.campaignId}/review`, Review);
    expect(items.find(({ key }) => key === 'capacity')).toMatchObject({
      state: 'warning',
      reason: expect.stringContaining('At this pace the 5 mails of the first two weeks take 2 days'),
    });
  });

  it('sends three today, and tells the others why they wait', async () => {
    await cloud.raw('POST', `/api/campaigns/${draft.campaignId}/launch`, { body: '{}' });
    await cloud.advanceBy('PT2M');
    const today = await received();
    expect(today.toSorted()).toEqual([0, 0, 1, 1, 1]);
    const waiting = draft.contactIds[today.indexOf(0)];
    const { messages } = await cloud.api.get(`/api/campaigns/${draft.campaignId}/enrollments/${waiting}`, Messages);
    expect(messages[0]?.timing?.shifts).toMatchObject([
      { rule: 'sender_cap', detail: expect.stringContaining('may send 3 mails on') },
    ]);
  });

  it('sends the others the next day', async () => {
    // Delays of a queue are of real time here: the nightly count is what puts the mails on it again.
    await cloud.advanceBy('P1D');
    expect(await booksOf(cloud, draft.campaignId)).toMatchObject({ balanced: true });
    await cloud.advanceBy('PT1M');
    expect(await received()).toEqual([1, 1, 1, 1, 1]);
    expect(await booksOf(cloud, draft.campaignId)).toMatchObject({ balanced: true, settled: true });
  });
});
