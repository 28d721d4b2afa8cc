import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Review } from '../../src/contracts/campaign.ts';
import { Sender } from '../../src/contracts/resources.ts';
import { anEmail } from '../support/builders.ts';
import { aDraft } from '../support/campaigns.ts';
import { startTestCloud, type TestCloud } from '../support/cloud.ts';

describe('a sender by its domain', () => {
  let cloud: TestCloud;
  let created: z.infer<typeof Sender>;
  const email = 'hello@acme.example';
  const publish = (type: string, name: string, values: readonly string[]) =>
    cloud.raw('POST', '/_local/dns', { body: JSON.stringify({ type, name, values }) });
  const read = () => cloud.api.get(`/api/senders/${created.id}`, Sender);
  const stateOf = async (purpose: string) =>
    (await read()).authentication?.records.find((record) => record.purpose === purpose);
  beforeAll(async () => {
    cloud = await startTestCloud();
    created = await cloud.api.send('POST', '/api/senders', { email, name: 'Acme', identity: 'domain' }, Sender);
  });
  afterAll(() => cloud.close());

  it('is told which records to publish, and what the DNS says of each', () => {
    expect(created).toMatchObject({ status: 'verified', identity: 'domain', authentication: { dkim: 'verified' } });
    const records = created.authentication?.records ?? [];
    expect(records.map(({ purpose, type, state }) => `${purpose} ${type} ${state}`)).toEqual([
      'dkim CNAME published',
      'dkim CNAME published',
      'dkim CNAME published',
      'mail_from MX published',
      'spf TXT published',
      'dmarc TXT published',
    ]);
  });

  it('sees at the next look what was taken away or changed', async () => {
    await publish('TXT', 'bounce.acme.example', ['v=spf1 -all']);
    await publish('TXT', '_dmarc.acme.example', []);
    expect(await stateOf('spf')).toMatchObject({
      state: 'wrong',
      found: ['v=spf1 -all'],
      fix: expect.stringContaining('include:amazonses.com'),
    });
    expect(await stateOf('dmarc')).toMatchObject({
      state: 'missing',
      found: [],
      fix: expect.stringContaining('_dmarc.acme.example'),
    });
  });

  it('shows it in the review of its campaigns', async () => {
    const { campaignId } = await aDraft(cloud.api, [anEmail('only', null)], ['ann@one.example'], { fromEmail: email });
    const { items } = await cloud.api.get(`/api/campaigns/${campaignId}/review`, Review);
    expect(items.find(({ key }) => key === 'authentication')).toMatchObject({
      state: 'warning',
      reason: 'DNS records of acme.example: SPF wrong, DMARC missing.',
    });
    expect(items.find(({ key }) => key === 'from_address')).toMatchObject({ state: 'pass' });
  });

  it('is looked at every day', async () => {
    await publish('TXT', '_dmarc.acme.example', ['v=DMARC1; p=reject']);
    await cloud.invoke('RunJob', { job: 'check_senders' });
    const { items } = await cloud.api.get('/api/senders?limit=10', z.object({ items: z.array(Sender) }));
    const records = items.find(({ id }) => id === created.id)?.authentication?.records ?? [];
    expect(records.map(({ purpose, state }) => `${purpose} ${state}`)).toContain('dmarc published');
  });

  it('is of an SES tenant of the organization', async () => {
    expect(created.sesTenant).toBe(true);
    expect((await read()).sesTenant).toBe(true);
  });

  it('keeps what a change does not name', async () => {
    const path = `/api/senders/${created.id}`;
    const change = (body: object) => cloud.raw('PATCH', path, { body: JSON.stringify(body) });
    await change({ forwardRepliesTo: 'desk@acme.example' });
    expect(await change({ name: 'Acme News' })).toMatchObject({
      status: 200,
      body: { name: 'Acme News', forwardRepliesTo: 'desk@acme.example', identity: 'domain' },
    });
  });

  it('keeps its domain to the organization', async () => {
    const stranger = await cloud.stranger();
    const other = { email: 'boss@acme.example', name: 'Not Acme' };
    await expect(stranger.send('POST', '/api/senders', other, Sender)).rejects.toThrow(/belongs to one organization/);
    await expect(cloud.api.send('POST', '/api/senders', other, Sender)).resolves.toMatchObject({ identity: 'address' });
  });

  it('frees its domain when the last sender of it is gone', async () => {
    const { items } = await cloud.api.get('/api/senders?limit=10', z.object({ items: z.array(Sender) }));
    const stranger = await cloud.stranger();
    const claim = () =>
      stranger.send('POST', '/api/senders', { email: 'new@acme.example', name: 'New', identity: 'domain' }, Sender);
    for (const { id } of items.filter((one) => one.email.endsWith('@acme.example'))) {
      await expect(claim()).rejects.toThrow(/belongs to one organization/);
      expect((await cloud.raw('DELETE', `/api/senders/${id}`)).status).toBe(204);
    }
    await expect(claim()).resolves.toMatchObject({ identity: 'domain', sesTenant: true });
  });
});
