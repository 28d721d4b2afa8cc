import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, aLaunched, analyticsOf, statusOf, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];

describe('the life of a campaign', () => {
  let cloud: TestCloud;
  const call = (method: string, path: string, body?: object) =>
    cloud.raw(method, path, body ? { body: JSON.stringify(body) } : {});
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('a clone is a draft of its own: same steps, no history, no totals', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['clone@one.example']);
    const clone = await call('POST', `/api/campaigns/${campaignId}/clone`, { name: 'Again' });
    expect(clone.status).toBe(201);
    expect(clone.body).toMatchObject({
      name: 'Again',
      status: 'draft',
      totalContacts: 0,
      version: 0,
      launchedAt: null,
    });
    const cloneId = String(clone.body['id']);
    await call('PUT', `/api/campaigns/${cloneId}/steps`, { steps: [anEmail('other', null)] });
    const original = await call('GET', `/api/campaigns/${campaignId}/steps`);
    expect((original.body['steps'] as { id: string }[]).map((step) => step.id)).toEqual(['first', 'w', 'second']);
    expect((await analyticsOf(cloud.api, cloneId)).overall.emailsSent).toBe(0);
  });

  it('the settings of a running campaign are not edited, and it is not deleted; a draft is', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['edit@one.example']);
    for (const [method, path, body] of [
      ['PATCH', '', { name: 'x' }],
      ['DELETE', '', undefined],
      ['POST', '/launch', {}],
    ] as const) {
      expect((await call(method, `/api/campaigns/${campaignId}${path}`, body)).status).toBe(409);
    }
    const draft = await aDraft(cloud.api, steps, ['edit2@one.example']);
    expect((await call('PATCH', `/api/campaigns/${draft.campaignId}`, { name: 'Renamed' })).body).toMatchObject({
      name: 'Renamed',
      campaignType: 'drip',
    });
    expect((await call('DELETE', `/api/campaigns/${draft.campaignId}`)).status).toBe(204);
    expect((await call('GET', `/api/campaigns/${draft.campaignId}`)).status).toBe(404);
  });

  it('the list filters, pages and shows the newest change first', async () => {
    for (const name of ['one', 'two', 'three'])
      await call('POST', '/api/campaigns', { name, campaignType: 'broadcast' });
    const names: unknown[] = [];
    let cursor = '';
    do {
      const page = await call('GET', `/api/campaigns?campaignType=broadcast&status=draft&limit=2${cursor}`);
      names.push(...(page.body['items'] as { name: string }[]).map((item) => item.name));
      cursor = page.body['nextCursor'] ? `&cursor=${encodeURIComponent(String(page.body['nextCursor']))}` : '';
    } while (cursor);
    expect(names).toEqual(['three', 'two', 'one']);
  });

  it('a preview and a test mail show what a contact would get, and count nothing', async () => {
    const { campaignId, contactIds } = await aDraft(
      cloud.api,
      [anEmail('only', null, { subject: 'Hi {{firstName}}' })],
      ['pia@one.example'],
    );
    const preview = await call('POST', `/api/campaigns/${campaignId}/preview`, { contactId: contactIds[0] });
    expect(preview.body).toMatchObject({ stepId: 'only', subject: 'Hi pia' });
    const sample = await call('POST', `/api/campaigns/${campaignId}/preview`, {});
    expect(sample.body).toMatchObject({ subject: 'Hi Alex' });
    const test = await call('POST', `/api/campaigns/${campaignId}/test-send`, {
      to: ['team@one.example'],
      contactId: contactIds[0],
    });
    expect(test.status).toBe(200);
    await cloud.advanceBy('PT1M');
    expect(await subjectsTo(cloud, 'team@one.example')).toEqual(['[Test] Hi pia']);
    expect((await analyticsOf(cloud.api, campaignId)).overall.emailsSent).toBe(0);
  });

  it('a step takes the content of an email template, as it was at the launch', async () => {
    const html = '<p>From the template. {{unsubscribeUrl}} {{postalAddress}}</p>';
    const template = await call('POST', '/api/templates', { name: 'T', subject: 'Template subject', html });
    const templateId = String(template.body['id']);
    const { campaignId } = await aDraft(
      cloud.api,
      [{ id: 'only', kind: 'email', templateId, next: null }],
      ['tpl@one.example'],
    );
    await call('POST', `/api/campaigns/${campaignId}/launch`, {});
    await call('PATCH', `/api/templates/${templateId}`, { subject: 'Changed later' });
    await cloud.advanceBy('PT5M');
    expect(await subjectsTo(cloud, 'tpl@one.example')).toEqual(['Template subject']);
    expect((await call('DELETE', `/api/templates/${templateId}`)).status).toBe(204);
  });

  it('days of the analytics are days in the zone of the campaign', async () => {
    const { campaignId } = await aLaunched(cloud, [anEmail('only', null)], ['zone@one.example'], {
      timezone: 'Pacific/Kiritimati',
    });
    const { daily } = await analyticsOf(cloud.api, campaignId);
    const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Pacific/Kiritimati' }).format(cloud.cloud.clock.now());
    expect(daily.map((one) => one.date)).toEqual([day]);
  });

  it('does not complete while somebody waits, and completes within an hour after the last', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['slow@one.example']);
    await cloud.advanceBy('P1D');
    expect(await statusOf(cloud.api, campaignId)).toBe('active');
    await cloud.advanceBy('PT27H');
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
  });

  it('a contact deleted in the middle of a wait gets nothing more and leaves its segment', async () => {
    const { campaignId, contactIds, segmentId } = await aLaunched(cloud, steps, [
      'gone@one.example',
      'there@one.example',
    ]);
    expect((await call('DELETE', `/api/contacts/${contactIds[0]}`)).status).toBe(204);
    await cloud.advanceBy('P3D');
    expect(await subjectsTo(cloud, 'gone@one.example')).toHaveLength(1);
    expect(await subjectsTo(cloud, 'there@one.example')).toHaveLength(2);
    expect((await call('GET', `/api/segments/${segmentId}`)).body).toMatchObject({ memberCount: 1 });
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
  });

  it('actions change the contact, and conditions see the change', async () => {
    const { contactIds } = await aLaunched(
      cloud,
      [
        anEmail('first', 'tag'),
        { id: 'tag', kind: 'action', action: { type: 'add_tag', tag: 'welcomed' }, next: 'score' },
        { id: 'score', kind: 'action', action: { type: 'adjust_score', by: 60 }, next: 'field' },
        {
          id: 'field',
          kind: 'action',
          action: { type: 'update_contact', set: { lifecycle: 'customer', 'custom.plan': 'pro' } },
          next: 'hot',
        },
        {
          id: 'hot',
          kind: 'condition',
          arms: [
            {
              when: {
                all: [
                  { contact: { field: 'leadScore', op: 'gt', value: 50 } },
                  { contact: { field: 'tags', op: 'contains', value: 'welcomed' } },
                ],
              },
              next: 'offer',
            },
          ],
          else: null,
        },
        anEmail('offer', null),
      ],
      ['act@one.example'],
    );
    expect((await call('GET', `/api/contacts/${contactIds[0]}`)).body).toMatchObject({
      tags: ['welcomed'],
      leadScore: 60,
      lifecycle: 'customer',
      custom: { plan: 'pro' },
    });
    expect(await subjectsTo(cloud, 'act@one.example')).toEqual(
      expect.arrayContaining(['Subject of first', 'Subject of offer']),
    );
  });

  it('a key and a path that do not exist answer with problem details', async () => {
    expect((await call('GET', '/api/nothing')).status).toBe(404);
    expect((await call('GET', '/api/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
  });
});
