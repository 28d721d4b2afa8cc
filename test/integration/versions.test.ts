import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, booksOf, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];
const edited = [
  anEmail('first', 'w', { subject: 'A new first' }),
  aWait('w', 'third'),
  anEmail('third', null, { subject: 'A third' }),
];
const Versions = z.object({ items: z.array(z.object({ number: z.number(), contentHash: z.string() })) });

describe('versions of a running campaign', () => {
  let cloud: TestCloud;
  const call = (method: string, path: string, body?: object) =>
    cloud.raw(method, path, body ? { body: JSON.stringify(body) } : {});
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('an edit is a draft: contacts on their way and those who enter keep the published steps', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['draft@one.example']);
    expect((await call('PUT', `/api/campaigns/${campaignId}/steps`, { steps: edited })).status).toBe(200);
    const published = await call('GET', `/api/campaigns/${campaignId}/versions/1`);
    expect(published.body).toMatchObject({ number: 1, steps: [{ id: 'first' }, { id: 'w' }, { id: 'second' }] });
    const headers = { 'if-none-match': String(published.headers.get('etag')) };
    expect((await cloud.raw('GET', `/api/campaigns/${campaignId}/versions/1`, { headers })).status).toBe(304);
    await cloud.advanceBy('P2DT5M');
    expect(await subjectsTo(cloud, 'draft@one.example')).toEqual(['Subject of first', 'Subject of second']);
  });

  it('a published draft is the next version: contacts on their way keep theirs, and the numbers of both are kept', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['pinned@one.example']);
    await call('PUT', `/api/campaigns/${campaignId}/steps`, { steps: edited });
    const made = await call('POST', `/api/campaigns/${campaignId}/versions`, {});
    expect(made).toMatchObject({ status: 201, body: { number: 2 } });
    const { items } = await cloud.api.get(`/api/campaigns/${campaignId}/versions`, Versions);
    expect(items.map(({ number }) => number)).toEqual([2, 1]);
    expect(items[0]?.contentHash).not.toBe(items[1]?.contentHash);

    await cloud.advanceBy('P2DT5M');
    expect(await subjectsTo(cloud, 'pinned@one.example')).toEqual(['Subject of first', 'Subject of second']);
    const { byStep } = await analyticsOf(cloud.api, campaignId);
    expect(byStep.map(({ stepId, metrics }) => [stepId, metrics.emailsSent])).toEqual([
      ['first', 1],
      ['third', 0],
      ['second', 1],
    ]);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('a version is refused where it says nothing new, has faults, or the campaign does not run', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['refused@one.example']);
    expect((await call('POST', `/api/campaigns/${campaignId}/versions`, {})).status).toBe(409);
    const broken = { steps: [anEmail('first', 'nowhere')] };
    expect((await call('PUT', `/api/campaigns/${campaignId}/steps?draft=true`, broken)).status).toBe(200);
    const refused = await call('POST', `/api/campaigns/${campaignId}/versions`, {});
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: 'body.steps.0.next' }] } });
    const draft = await call('POST', '/api/campaigns', { name: 'A draft', campaignType: 'drip' });
    expect((await call('POST', `/api/campaigns/${draft.body['id']}/versions`, {})).status).toBe(409);
    expect((await call('GET', `/api/campaigns/${draft.body['id']}/versions/1`)).status).toBe(404);
  });
});
