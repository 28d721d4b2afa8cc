import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Comparison } from '../../src/contracts/comparison.ts';
import { CampaignReport } from '../../src/contracts/report.ts';
import { type CampaignExport, ExportView, reportTableNames } from '../../src/contracts/transfer.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, booksOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const html =
  '<p><a href="https://shop.example/{{firstName}}">look here</a> <a href="https://shop.example/about">us</a></p><p><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>';
const steps = [
  anEmail('one', 'w', { name: 'Hello', html }),
  aWait('w', 'two', 1),
  anEmail('two', null, { name: '=Again', html }),
];

describe('reports', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  const reportOf = async (id: string) => {
    await booksOf(cloud, id);
    return cloud.api.get(`/api/campaigns/${id}/report`, CampaignReport);
  };
  const exported = async (id: string, what: CampaignExport, format = 'csv'): Promise<string> => {
    let view = await cloud.api.send('POST', `/api/campaigns/${id}/exports`, { what, format }, ExportView);
    while (view.state === 'running') view = await cloud.api.get(`/api/exports/${view.id}`, ExportView);
    expect(view).toMatchObject({ state: 'done', campaignId: id, what, format });
    return view.download ? (await fetch(view.download.url)).text() : '';
  };

  it('say who went how far, clicked what, reads where, and in which hours', async () => {
    const people = ['ann@gmail.com', 'bob@firm.example', 'cat@firm.example'];
    const { campaignId, segmentId } = await aLaunched(cloud, steps, people, { goal: { event: 'order.completed' } });
    const empty = await cloud.api.get(`/api/campaigns/${campaignId}/report`, CampaignReport);
    expect(empty).toMatchObject({ asOf: null, links: [], domains: [] });
    expect(empty.funnel[0]?.sentence).toBe('Nobody has entered yet.');

    const click = (to: string, link: string) => ({ to, type: 'Click', link });
    await cloud.advanceBy('PT1M');
    await cloud.events([
      { to: 'ann@gmail.com', type: 'Open' },
      click('ann@gmail.com', 'https://shop.example/ann'),
      click('bob@firm.example', 'https://shop.example/about'),
    ]);
    await cloud.advanceBy('PT1M');
    const order = { name: 'order.completed', email: 'ann@gmail.com', properties: {} };
    await cloud.raw('POST', '/api/events', { body: JSON.stringify(order) });
    await cloud.raw('POST', await cloud.unsubscribeLinkOf('cat@firm.example').then((url) => new URL(url).pathname), {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    await cloud.advanceBy('P2D');

    const report = await reportOf(campaignId);
    expect(report.asOf).not.toBeNull();
    expect(report.funnel.map(({ name, reached, wentOn, ended }) => [name, reached, wentOn, ended])).toEqual([
      ['Entry', 3, 3, {}],
      ['Hello', 3, 2, { unsubscribed: 1 }],
      ['=Again', 2, 0, { completed: 2 }],
    ]);
    expect(report.links.map(({ stepId, href, position, clicked }) => [stepId, href, position, clicked])).toEqual([
      ['one', 'https://shop.example/{{firstName}}', 1, 1],
      ['one', 'https://shop.example/about', 2, 1],
    ]);
    const { overall } = await analyticsOf(cloud.api, campaignId);
    expect(report.domains.map(({ domain, metrics }) => [domain, metrics.emailsSent, metrics.conversions])).toEqual([
      ['firm.example', 3, 0],
      ['gmail.com', 2, 1],
    ]);
    expect(report.providers.map(({ provider, metrics }) => [provider, metrics.emailsSent])).toEqual([
      ['other', 3],
      ['google', 2],
    ]);
    expect(report.segments).toMatchObject([
      { segmentId, name: 'Everybody', metrics: { emailsSent: overall.emailsSent, uniqueClicks: overall.uniqueClicks } },
    ]);
    expect(report.cohorts.byWeek).toMatchObject([{ entered: 3, mailed: 3, clicked: 2, converted: 1, unsubscribed: 1 }]);
    expect(report.hours.reduce((sum, { sent }) => sum + sent, 0)).toBe(5);

    expect(await exported(campaignId, 'steps')).toMatch(/\r\n2,two,'=Again,2,/);
    const mails = (await exported(campaignId, 'messages', 'jsonl')).trim().split('\n');
    expect(mails.map((line) => JSON.parse(line))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          email: 'ann@gmail.com',
          stepId: 'one',
          status: 'sent',
          conversions: 1,
          bouncedAt: null,
        }),
      ]),
    );
    expect(mails).toHaveLength(5);
    const [head, ...clicks] = (await exported(campaignId, 'sightings')).trim().split('\r\n');
    expect(head).toBe('sendId,contactId,email,stepId,variant,kind,at,link,class,score,reasons');
    expect(clicks).toHaveLength(3);
    for (const what of reportTableNames) expect(await exported(campaignId, what)).toMatch(/^[\w,]+\r\n/);
  }, 240_000);

  it('compare campaigns, and find none of a stranger', async () => {
    const first = await aLaunched(
      cloud,
      [anEmail('one', null, { html })],
      ['x1@compare.example', 'x2@compare.example'],
    );
    const second = await aLaunched(cloud, [anEmail('one', null, { html })], ['y1@compare.example']);
    await cloud.events([{ to: 'x1@compare.example', type: 'Open' }]);
    await cloud.advanceBy('PT1M');
    const path = `/api/campaigns/${first.campaignId}/compare?with=`;
    const { campaigns, findings } = await cloud.api.get(`${path}${second.campaignId}`, Comparison);
    expect(campaigns.map(({ campaignId, metrics }) => [campaignId, metrics.emailsSent])).toEqual([
      [first.campaignId, 2],
      [second.campaignId, 1],
    ]);
    expect(campaigns[0]?.rates.openRate).toMatchObject({ hits: 1, of: 2, rate: 50 });
    expect(findings.find(({ rate }) => rate === 'openRate')).toMatchObject({ best: first.campaignId, certain: false });
    const stranger = await cloud.stranger();
    await expect(stranger.get(`${path}${second.campaignId}`, Comparison)).rejects.toMatchObject({ status: 404 });
    await expect(cloud.api.get(`${path}cmp_none`, Comparison)).rejects.toMatchObject({ status: 404 });
    const six = Array.from({ length: 5 }, () => second.campaignId).join(',');
    await expect(cloud.api.get(`${path}${six}`, Comparison)).rejects.toMatchObject({ status: 400 });
  }, 240_000);

  it('send live counters only when they have changed', async () => {
    const { campaignId } = await aLaunched(cloud, [anEmail('one', null, { html })], ['z1@live.example']);
    const poll = (etag?: string) =>
      cloud.raw('GET', `/api/campaigns/${campaignId}/analytics`, etag ? { headers: { 'if-none-match': etag } } : {});
    const first = await poll();
    const etag = first.headers.get('etag') ?? '';
    expect((await poll(etag)).status).toBe(304);
    await cloud.events([{ to: 'z1@live.example', type: 'Open' }]);
    await cloud.advanceBy('PT1M');
    const second = await poll(etag);
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ overall: { uniqueOpens: 1 } });
  });
});
