import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ApiClient } from '../../cli/api-client.ts';
import { permissions } from '../../src/contracts/routes.ts';
import { ShelfVersion } from '../../src/contracts/shelf.ts';
import { BlocksPreview, Template, TemplateSummary } from '../../src/contracts/template.ts';
import { VariableReport } from '../../src/contracts/variable-use.ts';
import { sender } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { keyWith } from './api/support.ts';

const Created = z.object({ id: z.string() });
const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
const legal = '<p>{{postalAddress}} <a href="{{unsubscribeUrl}}">Unsubscribe</a></p>';
const blocksWith = (text: string) => ({
  sections: [{ columns: [{ blocks: [{ type: 'text', text }, { type: 'footer' }] }] }],
});

describe('templates', () => {
  let cloud: TestCloud;
  let stranger: ApiClient;
  let colleague: ApiClient;
  const codesOf = async (method: string, path: string, body: object) => {
    const reply = await cloud.raw(method, path, { body: JSON.stringify(body) });
    const faults = (reply.body['errors'] as { path: string; code: string }[] | undefined) ?? [];
    return [reply.status, ...faults.map(({ path, code }) => `${path} ${code}`)];
  };
  const remove = async (path: string) => (await cloud.raw('DELETE', path)).status;

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    stranger = await cloud.stranger();
    colleague = new ApiClient(cloud.api.url, await keyWith(cloud, permissions));
    await cloud.api.send('POST', '/api/senders', sender, Created);
  });
  afterAll(() => cloud.close());

  it('become HTML when their blocks are saved, with their variables left in', async () => {
    const input = { name: 'Blocks', subject: 'Hi', blocks: blocksWith('Hello {{default firstName "you"}}') };
    const made = await cloud.api.send('POST', '/api/templates', input, Template);
    expect(made.html).toContain('Hello {{default firstName "you"}}');
    expect(made.html).toContain('{{unsubscribeUrl}}');
    const changed = await cloud.api.send('PATCH', `/api/templates/${made.id}`, { blocks: blocksWith('Bye') }, Template);
    expect([changed.rev, changed.html.includes('Bye'), changed.html.includes('Hello')]).toEqual([2, true, false]);
    const plain = await cloud.api.send('PATCH', `/api/templates/${made.id}`, { html: '<p>Plain</p>' }, Template);
    expect([plain.html, plain.blocks]).toEqual(['<p>Plain</p>', null]);
  });

  it('are refused with every fault of their blocks, each with its path', async () => {
    const blocks = blocksWith('<script>x</script> {{firstName');
    expect(await codesOf('POST', '/api/templates', { name: 'x', blocks })).toEqual([
      422,
      'body.blocks.sections.0.columns.0.blocks.0.text unclosed_tag',
    ]);
    expect(await codesOf('POST', '/api/templates', { name: 'x', html: '<p>x</p>', blocks: blocksWith('x') })).toEqual([
      422,
      'body.html custom',
    ]);
  });

  it('keep every version, and go back to one as a new version', async () => {
    const { id } = await cloud.api.send('POST', '/api/templates', { name: 'One', html: '<p>1</p>' }, Template);
    await cloud.api.send('PATCH', `/api/templates/${id}`, { name: 'Two', html: '<p>2</p>' }, Template);
    const versions = () => cloud.api.get(`/api/templates/${id}/versions`, pageOf(ShelfVersion));
    expect((await versions()).items.map(({ rev, name }) => [rev, name])).toEqual([
      [2, 'Two'],
      [1, 'One'],
    ]);
    expect((await cloud.api.get(`/api/templates/${id}/versions/1`, Template)).html).toBe('<p>1</p>');
    const restored = await cloud.api.send('POST', `/api/templates/${id}/versions/1/restore`, {}, Template);
    expect([restored.rev, restored.html]).toEqual([3, '<p>1</p>']);
    expect((await cloud.api.get(`/api/templates/${id}/versions/2`, Template)).html).toBe('<p>2</p>');
    expect((await versions()).items).toHaveLength(3);
    expect(await remove(`/api/templates/${id}`)).toBe(204);
    expect((await cloud.raw('GET', `/api/templates/${id}/versions/1`)).status).toBe(404);
  });

  it('are seen by whom they are shared with', async () => {
    const make = (sharing: string) =>
      cloud.api.send('POST', '/api/templates', { name: `Mine, ${sharing}`, sharing, html: legal }, Template);
    const [secret, team, open] = [await make('private'), await make('team'), await make('public')];
    const seen = async (api: ApiClient) =>
      (await api.get('/api/templates?q=mine&limit=100', pageOf(TemplateSummary))).items.map(({ id }) => id).sort();
    expect(await seen(cloud.api)).toEqual([secret.id, team.id, open.id].sort());
    expect(await seen(colleague)).toEqual([team.id, open.id].sort());
    expect(await seen(stranger)).toEqual([open.id]);
    await expect(colleague.get(`/api/templates/${secret.id}`, Template)).rejects.toThrow('404');
    await expect(stranger.get(`/api/templates/${team.id}`, Template)).rejects.toThrow('404');
    const theirs = await stranger.get(`/api/templates/${open.id}`, Template);
    expect(theirs).toMatchObject({ origin: 'public', publishedBy: 'Penguin Test Company', createdBy: '' });
    await expect(stranger.send('PATCH', `/api/templates/${open.id}`, { name: 'x' }, Template)).rejects.toThrow('409');
    const copy = await stranger.send('POST', `/api/templates/${open.id}/duplicate`, {}, Template);
    expect(copy).toMatchObject({ origin: 'own', sharing: 'team', rev: 1, copiedFrom: { id: open.id, version: 1 } });
    await cloud.api.send('PATCH', `/api/templates/${open.id}`, { sharing: 'team' }, Template);
    await expect(stranger.get(`/api/templates/${open.id}`, Template)).rejects.toThrow('404');
  });

  it('come pre-built, found by category, tag and words, page by page', async () => {
    const ask = (query: string) => cloud.api.get(`/api/templates?${query}`, pageOf(TemplateSummary));
    expect((await ask('q=getting%20STARTED')).items).toMatchObject([{ name: 'Getting Started Template' }]);
    expect((await ask('category=Event')).items).toMatchObject([{ origin: 'prebuilt', name: 'Event invitation' }]);
    expect((await ask('tag=plain&sharing=public')).items).toMatchObject([{ name: 'Plain personal note' }]);
    const all = (await ask('limit=100&sharing=public')).items.map(({ id }) => id);
    const walked: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { id: string }[]; nextCursor: string | null } = await ask(
        `limit=3&sharing=public${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      walked.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(walked).toEqual(all);
    expect(walked.length).toBeGreaterThanOrEqual(7);
    const { html } = await cloud.api.get('/api/templates/prebuilt_newsletter', Template);
    expect(html).toContain('A tip from our support team');
  });

  it('are previewed block by block without being saved', async () => {
    const good = await cloud.api.send(
      'POST',
      '/api/templates/preview-blocks',
      { blocks: blocksWith('Hello') },
      BlocksPreview,
    );
    expect(good.problems).toEqual([]);
    expect(good.text).toMatch(/^Hello\n/);
    expect(good.bytes).toBe(Buffer.byteLength(good.html ?? ''));
    const bad = await cloud.api.send(
      'POST',
      '/api/templates/preview-blocks',
      { blocks: { sections: [{ columns: [{ blocks: [{ type: 'button', label: 'x', url: 'javascript:1' }] }] }] } },
      BlocksPreview,
    );
    expect([bad.html, bad.problems.map(({ code }) => code)]).toEqual([null, ['unsafe_url', 'missing_footer']]);
  });

  it('say which variables they use and how many contacts lack each', async () => {
    for (const [i, firstName] of ['Ann', null, 'Cleo'].entries())
      await cloud.api.send(
        'POST',
        '/api/contacts',
        { email: `v${i}@var.example`, firstName, custom: i ? {} : { plan: 'pro' } },
        Created,
      );
    const html = `<p>{{default firstName "you"}} {{custom.plan}} {{event.total}} {{nonsense}}</p>${legal}`;
    const { id } = await cloud.api.send(
      'POST',
      '/api/templates',
      { name: 'Vars', subject: '{{firstName}}', html },
      Template,
    );
    const report = await cloud.api.get(`/api/templates/${id}/variables`, VariableReport);
    expect(report.audience).toMatchObject({ counted: 3, total: 3, exact: true, segmentId: null });
    expect(report.variables.map(({ path, kind, guarded, lacking }) => [path, kind, guarded, lacking])).toEqual([
      ['firstName', 'contact', false, 1],
      ['custom.plan', 'custom', false, 2],
      ['event.total', 'event', false, null],
      ['nonsense', 'unknown', false, null],
      ['postalAddress', 'system', false, null],
      ['unsubscribeUrl', 'system', false, null],
    ]);
    expect(report.variables[0]?.uses).toEqual([
      { stepId: null, field: 'subject', guarded: false },
      { stepId: null, field: 'html', guarded: true },
    ]);
  });
});
