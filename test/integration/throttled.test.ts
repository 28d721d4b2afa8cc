import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { anEmail } from '../support/builders.ts';
import { aDraft, analyticsOf, booksOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const throttling = { service: 'ses', action: 'SendEmail', kind: 'throttle', probability: 1 } as const;
const soon = { timeout: 40_000, interval: 200 };

describe('mails that SES has no room for', () => {
  let cloud: TestCloud;
  const post = (path: string) => cloud.raw('POST', path, { body: '{}' });
  const broadcast = async (address: string, over: object = {}) => {
    const draft = await aDraft(cloud.api, [anEmail('only', null)], [address], { campaignType: 'broadcast', ...over });
    await post(`/api/campaigns/${draft.campaignId}/launch`);
    await vi.waitUntil(() => (cloud.cloud.faults.report().rules[0]?.hits ?? 0) > 0, soon);
    return draft;
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('wait on the queue and leave once when there is room again', async () => {
    cloud.cloud.faults.set({ seed: 1, rules: [{ ...throttling, times: 1 }] });
    const { campaignId } = await broadcast('waits@one.example');
    await vi.waitUntil(async () => (await subjectsTo(cloud, 'waits@one.example')).length > 0, soon);
    await cloud.advanceBy('PT1M');
    expect(await subjectsTo(cloud, 'waits@one.example')).toEqual(['Subject of only']);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('are skipped when their campaign is archived meanwhile', async () => {
    cloud.cloud.faults.set({ seed: 1, rules: [throttling] });
    const { campaignId } = await broadcast('archived@one.example');
    await post(`/api/campaigns/${campaignId}/archive`);
    const skipped = async () => (await analyticsOf(cloud.api, campaignId)).overall.emailsSkipped;
    await vi.waitUntil(async () => (await skipped()) === 1, soon);
    cloud.cloud.faults.clear();
    await cloud.advanceBy('PT10M');
    expect(await subjectsTo(cloud, 'archived@one.example')).toEqual([]);
  });

  it('are skipped when their reader declines the category meanwhile', async () => {
    cloud.cloud.faults.set({ seed: 1, rules: [throttling] });
    const { campaignId, contactIds } = await broadcast('declines@one.example', { category: 'newsletter' });
    const [id = ''] = contactIds;
    const body = JSON.stringify({ optOuts: ['newsletter'] });
    expect((await cloud.raw('PATCH', `/api/contacts/${id}`, { body })).status).toBe(200);
    const { messages } = await timelineOf(cloud.api, campaignId, id);
    expect(messages).toMatchObject([{ status: expect.stringMatching(/skipped|claimed/), reason: 'category_opt_out' }]);
    cloud.cloud.faults.clear();
    await cloud.advanceBy('PT10M');
    expect(await subjectsTo(cloud, 'declines@one.example')).toEqual([]);
    expect((await timelineOf(cloud.api, campaignId, id)).messages).toMatchObject([
      { status: 'skipped', reason: 'category_opt_out' },
    ]);
  });
});
