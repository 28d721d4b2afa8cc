import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../src/contracts/routes.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud.ts';
import { keyedRoutes, makeThings, pathFor, type Row, send, type Things, thingsFor } from './requests.ts';
import { type Answer, call, faultsOf } from './support.ts';

const row = (name: string): Row => {
  const found = keyedRoutes.find(([known]) => known === name);
  if (!found) throw new Error(`There is no route ${name}`);
  return found;
};
/** A draft has no version yet: versions.test.ts reads one. */
const readable = keyedRoutes.filter(
  ([name, route]: readonly [string, Route]) => route.method === 'GET' && route.etag && name !== 'getVersion',
);
const guarded = keyedRoutes.filter(([, route]: readonly [string, Route]) => route.ifMatch);
const unguarded = keyedRoutes.filter(([, route]: readonly [string, Route]) => !route.ifMatch && route.method !== 'GET');
/** Reads the thing that a guarded route changes. */
const readers = {
  '/api/campaigns': 'getCampaign',
  '/api/contacts': 'getContact',
  '/api/templates': 'getTemplate',
  '/api/campaign-templates': 'getCampaignTemplate',
  '/api/settings': 'getSettings',
};
const readerOf = ({ path }: Route): Row =>
  row(Object.entries(readers).find(([prefix]) => path.startsWith(prefix))?.[1] ?? path);
/** The revision alone, as a 412 tells it. */
const revisionOf = (etag: string): string => `${etag.split('-')[0]}"`;

describe('ETags', () => {
  let cloud: TestCloud;
  let apiKey: string;
  const ask = (one: Row, things: Things, headers: Record<string, string> = {}): Promise<Answer> =>
    send(cloud, one, pathFor(one[1], things), { apiKey, headers });
  const etagOf = (answer: Answer): string => {
    const etag = answer.headers.get('etag');
    if (!etag) throw new Error(`No ETag: ${answer.status} ${answer.text}`);
    return etag;
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    apiKey = cloud.api.apiKey;
  });
  afterAll(() => cloud.close());

  describe.each(readable)('%s', (...one) => {
    it('answers 304 without a body to a reader who has it, and the whole to others', async () => {
      const things = await thingsFor(cloud, apiKey, one[1]);
      const first = await ask(one, things);
      const etag = etagOf(first);
      for (const known of [etag, `"other", ${etag}`, `W/${etag}`, '*']) {
        const again = await ask(one, things, { 'if-none-match': known });
        expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      }
      const other = await ask(one, things, { 'if-none-match': '"other"' });
      expect([other.status, other.text]).toEqual([200, first.text]);
    });
  });

  describe.each(guarded)('%s with If-Match', (...one) => {
    it('leaves alone what has moved on, and tells its present ETag', async () => {
      const things = await thingsFor(cloud, apiKey, one[1]);
      const before = await ask(readerOf(one[1]), things);
      for (const wrong of ['"999"', `W/${etagOf(before)}`, '"some-other-tag"']) {
        const answer = await ask(one, things, { 'if-match': wrong });
        expect([answer.status, answer.headers.get('etag')]).toEqual([412, revisionOf(etagOf(before))]);
        expect(faultsOf(answer)).toMatchObject([{ path: 'headers.if-match', code: 'etag_mismatch' }]);
      }
      expect((await ask(readerOf(one[1]), things)).text).toBe(before.text);
    });

    it.each([
      ['the ETag that was read', (etag: string) => etag],
      ['one of several', (etag: string) => `"777", ${etag}`],
      ['*', () => '*'],
      ['the revision alone, as a 412 tells it', revisionOf],
    ])('goes on with %s', async (_, write) => {
      const things = await thingsFor(cloud, apiKey, one[1]);
      const etag = etagOf(await ask(readerOf(one[1]), things));
      const guardedAnswer = await ask(one, things, { 'if-match': write(etag) });
      const others = await thingsFor(cloud, apiKey, one[1]);
      expect(guardedAnswer.status).toBe((await ask(one, others)).status);
    });

    it.each(['abc', '"a', '"a" "b"', '', ',', '"a",'])('refuses the malformed %s', async (malformed) => {
      const answer = await ask(one, await thingsFor(cloud, apiKey, one[1]), { 'if-match': malformed });
      expect([answer.status, faultsOf(answer)[0]?.path]).toEqual([400, 'headers.if-match']);
    });
  });

  it.each(guarded.filter(([, { path }]) => path.includes('{id}')))(
    '%s with If-Match answers 404 to a missing id',
    async (...one) => {
      const answer = await send(cloud, one, pathFor(one[1], await thingsFor(cloud, apiKey, one[1]), 'none'), {
        apiKey,
        headers: { 'if-match': '"1"' },
      });
      expect(answer.status).toBe(404);
    },
  );

  it.each(unguarded)('%s refuses If-Match, which it would not honour', async (...one) => {
    const answer = await ask(one, await thingsFor(cloud, apiKey, one[1]), { 'if-match': '"1"' });
    expect([answer.status, faultsOf(answer)[0]?.code]).toEqual([400, 'not_supported']);
  });

  it('lets one of ten writers through who read the same', async () => {
    const things = await makeThings(cloud, apiKey);
    const etag = etagOf(await ask(row('getCampaign'), things));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        call(cloud, 'PATCH', `/api/campaigns/${things.campaigns}`, {
          apiKey,
          headers: { 'content-type': 'application/json', 'if-match': etag },
          body: JSON.stringify({ name: `writer ${i}` }),
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.every(({ status }) => [200, 409, 412].includes(status))).toBe(true);
  });

  it('changes with every write, and the answer to a write is good for the next', async () => {
    const things = await makeThings(cloud, apiKey);
    const seen = [etagOf(await ask(row('getContact'), things))];
    for (let i = 0; i < 3; i++) {
      const answer = await ask(row('updateContact'), things, { 'if-match': seen.at(-1) ?? '' });
      expect(answer.status).toBe(200);
      seen.push(etagOf(answer));
    }
    expect(new Set(seen).size).toBe(4);
  });

  it('covers the steps with the revision of their campaign', async () => {
    const things = await makeThings(cloud, apiKey);
    const etag = etagOf(await ask(row('getSteps'), things));
    expect((await ask(row('updateCampaign'), things)).status).toBe(200);
    expect((await ask(row('replaceSteps'), things, { 'if-match': etag })).status).toBe(412);
  });

  it('frees an Idempotency-Key whose request met another revision', async () => {
    const things = await makeThings(cloud, apiKey);
    const key = { 'idempotency-key': 'archive once' };
    expect((await ask(row('archiveCampaign'), things, { ...key, 'if-match': '"9"' })).status).toBe(412);
    expect((await ask(row('archiveCampaign'), things, { ...key, 'if-match': '"1"' })).status).toBe(200);
  });
});
