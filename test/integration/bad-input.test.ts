import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEmail } from '../support/builders.ts';
import { aDraft, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { bodyFor, withId } from './api/requests.ts';

interface Fault {
  path: string;
  code: string;
  message: string;
}

describe('bad input', () => {
  let cloud: TestCloud;
  let campaignId: string;
  let contactId: string;
  let segmentId: string;
  const send = (method: string, path: string, body: unknown) =>
    cloud.raw(method, path, { body: typeof body === 'string' ? body : JSON.stringify(body) });
  const faultsOf = (reply: { body: Record<string, unknown> }): Fault[] =>
    (reply.body['errors'] as Fault[] | undefined) ?? [];
  const importCsv = (csv: string, query = '') =>
    cloud.raw('POST', `/api/contacts/import${query}`, { body: csv, headers: { 'content-type': 'text/csv' } });
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    const draft = await aDraft(cloud.api, [anEmail('only', null)], ['known@one.example']);
    campaignId = draft.campaignId;
    segmentId = draft.segmentId;
    contactId = draft.contactIds[0] ?? '';
  });
  afterAll(() => cloud.close());

  it('names every fault of a body at once, as problem details', async () => {
    const reply = await send('POST', '/api/campaigns', {
      name: '',
      campaignType: 'newsletter',
      timezone: 'Mars/Olympus',
      startDate: 'tomorrow',
      tenantId: 'ten_x',
    });
    expect(reply.status).toBe(422);
    expect(reply.headers.get('content-type')).toBe('application/problem+json');
    expect(
      faultsOf(reply)
        .map((fault) => fault.path)
        .sort(),
    ).toEqual(['body', 'body.campaignType', 'body.name', 'body.startDate', 'body.timezone']);
    expect(faultsOf(reply).every((fault) => fault.message.length > 10)).toBe(true);
  });

  it.each([
    ['a body that is no JSON', '{"name": ', 400],
    ['a body of more than 256 KB', JSON.stringify({ name: 'x'.repeat(300_000) }), 413],
    ['a body that is a list', '[]', 422],
  ])('refuses %s', async (_, body, status) => {
    expect((await send('POST', '/api/campaigns', body)).status).toBe(status);
  });

  it.each([
    ['limit=0', 'query.limit'],
    ['limit=1000', 'query.limit'],
    ['status=unknown', 'query.status'],
    ['color=red', 'query'],
  ])('names the fault of ?%s', async (query, path) => {
    const reply = await cloud.raw('GET', `/api/campaigns?${query}`);
    expect(reply.status).toBe(400);
    expect(faultsOf(reply)[0]?.path).toBe(path);
  });

  it.each(['startDate=yesterday', 'startDate=2026-02-30', 'startDate=2026-11-02&endDate=2026-11-01'])(
    'refuses the dates %s',
    async (query) => {
      expect((await cloud.raw('GET', `/api/campaigns/${campaignId}/analytics?${query}`)).status).toBe(400);
    },
  );

  it('refuses a cursor that was changed or belongs to another list', async () => {
    await send('POST', '/api/campaigns', { name: 'second', campaignType: 'drip' });
    const first = await cloud.raw('GET', '/api/campaigns?limit=1');
    const cursor = String(first.body['nextCursor']);
    expect((await cloud.raw('GET', `/api/campaigns?limit=1&cursor=${encodeURIComponent(cursor)}`)).status).toBe(200);
    expect((await cloud.raw('GET', `/api/contacts?limit=1&cursor=${encodeURIComponent(cursor)}`)).status).toBe(400);
    expect(
      (await cloud.raw('GET', `/api/campaigns?cursor=${encodeURIComponent(`${cursor.slice(0, -1)}_`)}`)).status,
    ).toBe(400);
  });

  it('asks for a key, and for a right one', async () => {
    expect((await fetch(`${cloud.cloud.url}/api/campaigns`)).status).toBe(401);
    const wrong = await fetch(`${cloud.cloud.url}/api/campaigns`, {
      headers: { authorization: `Bearer pk_${'0'.repeat(16)}_${'A'.repeat(43)}` },
    });
    expect(wrong.status).toBe(401);
  });

  it('answers every unknown and every foreign id with the same 404', async () => {
    const stranger = await cloud.stranger();
    const foreign = { campaign: campaignId, contact: contactId, segment: segmentId };
    const idFor = (path: string): string =>
      path.includes('/contacts/{id}')
        ? foreign.contact
        : path.includes('/segments/')
          ? foreign.segment
          : foreign.campaign;
    const neededQuery: Readonly<Record<string, string>> = {
      explainContact: `?campaign=${foreign.campaign}`,
      compareCampaigns: `?with=${foreign.campaign}`,
    };
    for (const [name, route] of withId) {
      const answers: string[] = [];
      for (const id of [idFor(route.path), 'no-such-id']) {
        const path = `${route.path}${neededQuery[name] ?? ''}`
          .replace('{id}', id)
          .replace('{contactId}', foreign.contact)
          .replace('{number}', '1');
        const reply = await fetch(`${stranger.url}${path}`, {
          method: route.method,
          headers: { authorization: `Bearer ${stranger.apiKey}`, 'content-type': 'application/json' },
          ...(route.body ? { body: bodyFor([name, route]) ?? '' } : {}),
        });
        answers.push(`${reply.status} ${await reply.text()}`);
      }
      expect(answers[0], name).toMatch(/^404 /);
      expect(answers[0], name).toBe(answers[1]);
    }
  });

  it('does not let a campaign use the segment of somebody else', async () => {
    const stranger = await cloud.stranger();
    const reply = await fetch(`${stranger.url}/api/campaigns`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stranger.apiKey}` },
      body: JSON.stringify({ name: 'x', campaignType: 'drip', segmentId }),
    });
    expect(reply.status).toBe(422);
  });

  it('does not let a tenant register the From address of another', async () => {
    const stranger = await cloud.stranger();
    const reply = await fetch(`${stranger.url}/api/senders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stranger.apiKey}` },
      body: JSON.stringify({ email: 'news@penguin.example', name: 'Phish' }),
    });
    expect(reply.status).toBe(409);
  });

  it('refuses a graph with every fault named, and keeps the old one', async () => {
    const reply = await send('PUT', `/api/campaigns/${campaignId}/steps`, {
      steps: [anEmail('a', 'nowhere', { html: '{{#if}}' }), { id: 'w', kind: 'wait' }, anEmail('b', 'b')],
    });
    expect(reply.status).toBe(422);
    const codes = faultsOf(reply).map((fault) => fault.code);
    expect(codes).toEqual(
      expect.arrayContaining([
        'unknown_successor',
        'missing_successor',
        'wait_without_duration',
        'unreachable_step',
        'loop_without_wait',
      ]),
    );
    const kept = await cloud.raw('GET', `/api/campaigns/${campaignId}/steps`);
    expect((kept.body['steps'] as { id: string }[]).map((step) => step.id)).toEqual(['only']);
  });

  it('keeps an unfinished graph as a draft when asked to, and does not launch it', async () => {
    const created = await send('POST', '/api/campaigns', { name: 'Unfinished', campaignType: 'drip' });
    const id = String(created.body['id']);
    const saved = await send('PUT', `/api/campaigns/${id}/steps?draft=true`, { steps: [{ id: 'a', kind: 'email' }] });
    expect(saved.body).toMatchObject({ launchable: false });
    const launched = await send('POST', `/api/campaigns/${id}/launch`, {});
    expect(launched.status).toBe(422);
    expect(faultsOf(launched).map((fault) => fault.path)).toEqual(
      expect.arrayContaining(['audience', 'from_address', 'body.steps.0.next']),
    );
  });

  it.each([
    [
      'a wrong comparison',
      {
        id: 'c',
        kind: 'condition',
        arms: [{ when: { contact: { field: 'companySize', op: 'gt', value: 'big' } }, next: null }],
        else: null,
      },
      'steps.1.arms.0.when.contact',
    ],
    [
      'an unknown fact',
      { id: 'c', kind: 'condition', arms: [{ when: { weather: 'fine' }, next: null }], else: null },
      'body.steps.1.arms.0.when',
    ],
    ['an unknown kind', { id: 'c', kind: 'teleport', next: null }, 'body.steps.1.kind'],
  ])('names the place of %s', async (_, step, path) => {
    const reply = await send('PUT', `/api/campaigns/${campaignId}/steps`, { steps: [anEmail('a', 'c'), step] });
    expect(reply.status).toBe(422);
    expect(faultsOf(reply).some((fault) => fault.path.includes(path))).toBe(true);
  });

  it.each([
    '{{{firstName}}}',
    '{{> secret}}',
    '{{#each tags}}{{constructor.name}}{{/each}}',
    '{{firstNmae}}',
    '{{#if}}',
    '{{lookup contact "__proto__"}}',
  ])('refuses the template %s and saves nothing', async (html) => {
    const reply = await send('PUT', `/api/campaigns/${campaignId}/steps`, {
      steps: [anEmail('a', null, { html: `${html} {{unsubscribeUrl}} {{postalAddress}}` })],
    });
    expect(reply.status).toBe(422);
    expect(faultsOf(reply)[0]?.path).toBe('body.steps.0.html');
  });

  it('launches once when it is launched twice at the same time', async () => {
    const draft = await aDraft(cloud.api, [anEmail('only', null)], ['once@one.example']);
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => send('POST', `/api/campaigns/${draft.campaignId}/launch`, {})),
    );
    expect(replies.map((reply) => reply.status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    await cloud.advanceBy('PT10M');
    expect(await subjectsTo(cloud, 'once@one.example')).toHaveLength(1);
  });

  it.each([
    ['an empty file', '', 422],
    ['a header alone', 'email,firstName\n', 422],
    ['no email column', 'name,firstName\nAnn,Ann\n', 422],
    ['a column twice', 'email,First Name,firstName\nann@one.example,A,B\n', 422],
    ['a file in UTF-16', Buffer.from('email\nann@one.example\n', 'utf16le').toString('latin1'), 422],
  ])('refuses %s and imports nothing', async (_, csv, status) => {
    const reply = await importCsv(csv);
    expect(reply.status).toBe(status);
    expect(faultsOf(reply).length).toBeGreaterThan(0);
  });

  it('finds out the delimiter, skips the byte-order mark, and reports bad rows with row and column while the good ones are imported', async () => {
    const csv = `\uFEFFemail;firstName;timezone\ngood1@csv.example;Ann;Europe/London\nnot-an-address;Bob;UTC\ngood2@csv.example;${'x'.repeat(2000)};UTC\ngood3@csv.example;Cy;Mars/Base\n`;
    const reply = await importCsv(csv);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ created: 1, failed: 3 });
    expect((reply.body['errors'] as { row: number; column: string }[]).map(({ row, column }) => [row, column])).toEqual(
      [
        [3, 'email'],
        [4, 'firstName'],
        [5, 'timezone'],
      ],
    );
    expect((await cloud.raw('GET', '/api/contacts?email=GOOD1@csv.example')).body['items']).toMatchObject([
      { email: 'good1@csv.example', firstName: 'Ann' },
    ]);
  });

  it('imports a file again as updates, and a dry run writes nothing', async () => {
    const csv = 'email,company\nagain@csv.example,One\n';
    expect((await importCsv(csv, '?dryRun=true')).body).toMatchObject({ dryRun: true, created: 1 });
    expect((await importCsv(csv)).body).toMatchObject({ created: 1, updated: 0 });
    expect((await importCsv(csv.replace('One', 'Two'))).body).toMatchObject({ created: 0, updated: 1 });
  });

  it('refuses a field of 10 MB before it reaches anything', async () => {
    expect((await importCsv(`email,firstName\nbig@csv.example,${'x'.repeat(9_500_000)}\n`)).status).toBe(413);
  });

  it('does not change consent like a field', async () => {
    const reply = await send('PATCH', `/api/contacts/${contactId}`, { consent: { status: 'unsubscribed' } });
    expect(reply.status).toBe(422);
    expect(faultsOf(reply)[0]).toMatchObject({ path: 'body.consent.status' });
  });

  it('refuses a second contact with the same address, whatever its case', async () => {
    const reply = await send('POST', '/api/contacts', { email: 'Known@ONE.example' });
    expect(reply.status).toBe(422);
    expect(faultsOf(reply)[0]).toMatchObject({ path: 'body.email', code: 'email_taken' });
  });
});
