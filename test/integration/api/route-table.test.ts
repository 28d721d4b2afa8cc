import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quietPeople, startTestCloud, type TestCloud } from '../../support/cloud.ts';
import {
  bodyFor,
  keyedRoutes,
  lists,
  makeThings,
  pathFor,
  posts,
  type Row,
  send,
  type Things,
  tenantOf,
  thingsFor,
  withBody,
  withId,
  withJson,
} from './requests.ts';
import { type Answer, contentTypeOf, faultsOf } from './support.ts';

/** Generated from the route table: a new route is held to all of this. */
/** A path may have a query of its own. */
const withQuery = (path: string, query: string): string =>
  path.includes('?') ? `${path}${query.replace('?', '&')}` : `${path}${query}`;

const notKept = 'idempotency_reply_not_kept';
const isReplayed = ({ headers }: Answer): boolean => headers.get('idempotency-replayed') === 'true';

describe('every route', () => {
  let cloud: TestCloud;
  let apiKey: string;
  let strangerKey: string;
  let strangerId: string;
  let things: Things;
  const ask = (row: Row, sent: Parameters<typeof send>[3] = {}, query = '') =>
    send(cloud, row, withQuery(pathFor(row[1], things), query), { apiKey, ...sent });

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    apiKey = cloud.api.apiKey;
    strangerKey = (await cloud.stranger()).apiKey;
    strangerId = await tenantOf(cloud, strangerKey);
    things = await makeThings(cloud, apiKey);
    await makeThings(cloud, apiKey);
  });
  afterAll(() => cloud.close());

  describe.each(keyedRoutes)('%s', (...row) => {
    it('asks for a key', async () => {
      const answer = await ask(row, { apiKey: undefined });
      expect([answer.status, answer.text]).toEqual([401, '{"message":"Unauthorized"}']);
    });

    it('answers a foreign organization in X-Tenant as a missing and a malformed one', async () => {
      const named = [strangerId, 'ten_0000000000', '%00'];
      const answers = await Promise.all(named.map((tenant) => ask(row, { headers: { 'x-tenant': tenant } })));
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    });

    it('refuses a query parameter that it does not read, and names it', async () => {
      const answer = await ask(row, {}, '?colour=red');
      expect(answer.status).toBe(400);
      expect(faultsOf(answer)).toEqual([
        { path: 'query', code: 'unrecognized_keys', message: expect.stringContaining('"colour"') },
      ]);
    });

    it('names its answer, and lets nobody cache or sniff it', async () => {
      const { headers, status, body } = await ask(row, {}, '?colour=red');
      const requestId = headers.get('x-request-id') ?? '';
      expect(requestId).not.toBe('');
      expect(body['instance']).toBe(status === 404 ? undefined : `/requests/${encodeURIComponent(requestId)}`);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    });
  });

  describe.each(withId)('%s', (...row) => {
    const [, route] = row;

    it.each(['a'.repeat(200), '%00', '%F0%9F%90%A7', "'%20OR%201=1", 'META%23x'])(
      'answers the malformed id %s with 404',
      async (id) => {
        expect((await send(cloud, row, pathFor(route, things, id), { apiKey })).status).toBe(404);
      },
    );

    it('answers the id of another organization as it answers a missing one', async () => {
      const body = bodyFor(row);
      const foreign = await send(cloud, row, pathFor(route, things), { apiKey: strangerKey, body });
      const missing = await send(cloud, row, pathFor(route, things, 'no-such-id'), { apiKey: strangerKey, body });
      expect(foreign.status).toBe(404);
      expect(foreign.text).toBe(missing.text);
    });
  });

  describe.each(withBody)('%s', (...row) => {
    const [, route] = row;

    it.each(['application/xml', `${contentTypeOf(route)}; charset=utf-16`])('does not read %s', async (type) => {
      const answer = await ask(row, { headers: { 'content-type': type }, body: 'x' });
      expect(answer.status).toBe(415);
      expect(faultsOf(answer)[0]?.message).toContain(contentTypeOf(route));
    });

    it('refuses a body beyond its limit', async () => {
      const body = `"${'x'.repeat(route.maxBodyBytes ?? 256 * 1024)}"`;
      expect((await ask(row, { body })).status).toBe(413);
    });
  });

  describe.each(withJson)('%s', (...row) => {
    it('refuses a field it does not know, and names it', async () => {
      const known: object = JSON.parse(bodyFor(row) ?? '{}');
      const answer = await ask(row, { body: JSON.stringify({ ...known, colour: 'red' }) });
      expect(answer.status).toBe(422);
      expect(faultsOf(answer)).toContainEqual({
        path: 'body',
        code: 'unrecognized_keys',
        message: expect.stringContaining('"colour"'),
      });
    });

    it.each([
      ['malformed JSON', '{"name": ', 400, 'malformed_json'],
      ['a field twice', '{"a": 1, "\\u0061": 2}', 400, 'duplicate_key'],
      ['a prototype', '{"__proto__": {"admin": true}}', 400, 'reserved_key'],
      ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, 400, 'too_deep'],
      ['10,001 items', `[${'0,'.repeat(10_000)}0]`, 413, 'too_many_items'],
      ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, 'invalid_utf8'],
    ])('refuses %s', async (_, body, status, code) => {
      const answer = await ask(row, { body });
      expect([answer.status, faultsOf(answer)[0]?.code]).toEqual([status, code]);
    });
  });

  describe.each(lists)('%s', (...row) => {
    it('refuses a cursor that was made up, changed or meant for another list', async () => {
      const other = row[0] === 'listContacts' ? '/api/campaigns' : '/api/contacts';
      const page = await cloud.raw('GET', `${other}?limit=1`);
      const cursor = String(page.body['nextCursor'] ?? '');
      expect(cursor).not.toBe('');
      const forged = `${cursor.slice(0, -2)}${cursor.endsWith('AA') ? 'BB' : 'AA'}`;
      for (const wrong of ['x', cursor, forged]) {
        const answer = await ask(row, {}, `?cursor=${encodeURIComponent(wrong)}`);
        expect([answer.status, faultsOf(answer)[0]?.path]).toEqual([400, 'query.cursor']);
      }
    });

    it.each(['0', '101', '1.5', 'ten', '1,2'])('refuses the limit %s', async (limit) => {
      const answer = await ask(row, {}, `?limit=${limit}`);
      expect([answer.status, faultsOf(answer)[0]?.path]).toEqual([400, 'query.limit']);
    });
  });

  describe.each(posts.filter(([, { shownOnce }]) => !shownOnce))('%s with an Idempotency-Key', (...row) => {
    const outcomeOf = ({ status, text, headers }: Answer) => [
      status,
      text,
      headers.get('content-type'),
      headers.get('etag'),
    ];

    it('is done once, and answers the same request with its first outcome, byte for byte', async () => {
      const path = pathFor(row[1], await thingsFor(cloud, apiKey, row[1]));
      const same = { apiKey, body: bodyFor(row), headers: { 'idempotency-key': randomUUID() } };
      const first = await send(cloud, row, path, same);
      const again = await send(cloud, row, path, same);
      expect(outcomeOf(again)).toEqual(outcomeOf(first));
      expect([isReplayed(first), isReplayed(again)]).toEqual([false, true]);
    });
  });

  describe.each(posts.filter(([, { shownOnce }]) => shownOnce))('%s with an Idempotency-Key', (...row) => {
    it('is done once, and shows its secret once', async () => {
      const same = { apiKey, body: bodyFor(row), headers: { 'idempotency-key': randomUUID() } };
      const first = await send(cloud, row, row[1].path, same);
      const again = await send(cloud, row, row[1].path, same);
      expect([first.status, again.status, faultsOf(again)[0]?.code]).toEqual([201, 409, notKept]);
    });
  });

  describe.each(posts)('%s with an Idempotency-Key', (...row) => {
    const [, route] = row;

    it('refuses the key with another request, and does nothing', async () => {
      const path = pathFor(route, await thingsFor(cloud, apiKey, route));
      const headers = { 'idempotency-key': randomUUID() };
      const body = bodyFor(row) ?? '';
      await send(cloud, row, path, { apiKey, headers, body });
      const other = await send(cloud, row, path, { apiKey, headers, body: `${body} ` });
      expect(other.status).toBe(422);
      expect(faultsOf(other)).toMatchObject([{ path: 'headers.idempotency-key', code: 'idempotency_key_reused' }]);
    });

    it('runs once when the same request comes five times at the same time', async () => {
      const path = pathFor(route, await thingsFor(cloud, apiKey, route));
      const same = { apiKey, body: bodyFor(row), headers: { 'idempotency-key': randomUUID() } };
      const answers = await Promise.all(Array.from({ length: 5 }, () => send(cloud, row, path, same)));
      const waiting = answers.filter((answer) => faultsOf(answer)[0]?.code === 'idempotency_in_progress');
      const isNotKept = (answer: Answer): boolean => faultsOf(answer)[0]?.code === notKept;
      const ran = answers.filter((answer) => !waiting.includes(answer) && !isReplayed(answer) && !isNotKept(answer));
      expect(ran).toHaveLength(1);
      for (const { status, headers } of waiting) expect([status, headers.get('retry-after')]).toEqual([409, '1']);
    });

    it.each(['', 'é'.repeat(3), 'x'.repeat(256)])('refuses the key "%s"', async (key) => {
      const path = pathFor(route, things);
      const encoded = Buffer.from(key).toString('latin1');
      const answer = await send(cloud, row, path, { apiKey, headers: { 'idempotency-key': encoded } });
      expect([answer.status, faultsOf(answer)[0]?.path]).toEqual([400, 'headers.idempotency-key']);
    });
  });
});
