import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idempotencyStore } from '../../../src/adapters/dynamo/idempotency-store.ts';
import { rateStore } from '../../../src/adapters/dynamo/rate-store.ts';
import { creationOf } from '../../../src/usecases/access/created-once.ts';
import type { IdempotencyStore, KeyedRequest } from '../../../src/usecases/ports/access-stores.ts';
import { startTestCloud, type TestCloud } from '../../support/cloud.ts';
import { makeThings } from './requests.ts';
import { type Answer, call, keys, tableOf } from './support.ts';

const at = (ms: number): string => new Date(ms).toISOString();
const aRequest = (over: Partial<KeyedRequest> = {}): KeyedRequest => ({
  fingerprint: 'f',
  startedAt: at(0),
  owner: 'first',
  leaseUntil: at(45_000),
  expiresAt: at(1_000_000),
  reply: null,
  ...over,
});
const name = { tenantId: 'ten_1', route: 'POST /api/x', key: 'k' };
const reply = { status: 201, headers: { 'content-type': 'application/json' }, body: '{"ä":"€"}' };

describe('the table of keyed requests', () => {
  let cloud: TestCloud;
  let requests: IdempotencyStore;
  let count = 0;
  const fresh = () => ({ ...name, key: `k${++count}` });
  beforeAll(async () => {
    cloud = await startTestCloud();
    requests = idempotencyStore(tableOf(cloud));
  });
  afterAll(() => cloud.close());

  it('gives a key to one of ten who claim it at the same time', async () => {
    const key = fresh();
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, i) => requests.claim(key, aRequest({ owner: `run ${i}` }), at(0))),
    );
    expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
  });

  it('keeps keys of other organizations and routes apart', async () => {
    const key = fresh();
    for (const one of [key, { ...key, tenantId: 'ten_2' }, { ...key, route: 'POST /api/y' }])
      expect(await requests.claim(one, aRequest(), at(0))).toBe('claimed');
  });

  it('answers with the kept reply, byte for byte', async () => {
    const key = fresh();
    await requests.claim(key, aRequest(), at(0));
    expect(await requests.complete(key, 'first', reply)).toBe(true);
    expect(await requests.claim(key, aRequest({ owner: 'second' }), at(1))).toEqual(aRequest({ reply }));
  });

  it('keeps a reply of 2 MB that compresses, and of one that does not the status alone', async () => {
    const key = fresh();
    await requests.claim(key, aRequest(), at(0));
    await requests.complete(key, 'first', { ...reply, body: 'x'.repeat(2_000_000) });
    expect(await requests.claim(key, aRequest(), at(1))).toMatchObject({ reply: { body: 'x'.repeat(2_000_000) } });
    const noise = Array.from({ length: 20_000 }, (_, i) => createHash('sha256').update(`${i}`).digest('base64')).join(
      '',
    );
    await requests.complete(key, 'first', { ...reply, body: noise });
    expect(await requests.claim(key, aRequest(), at(1))).toMatchObject({ reply: { status: 201, body: null } });
  });

  it('hands a dead run to one of ten who take it over, and not while it lives', async () => {
    const key = fresh();
    const dead = aRequest();
    await requests.claim(key, dead, at(0));
    const taken = await Promise.all(
      Array.from({ length: 10 }, (_, i) => requests.takeOver(key, dead, `run ${i}`, at(90_000))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await requests.complete(key, 'first', reply)).toBe(false);
    expect(await requests.claim(key, aRequest(), at(60_000))).toMatchObject({
      startedAt: at(0),
      leaseUntil: at(90_000),
    });
  });

  it('frees a key that was released, or has expired, whether TTL has cleaned it or not', async () => {
    const key = fresh();
    await requests.claim(key, aRequest(), at(0));
    await requests.release(key, 'first');
    expect(await requests.claim(key, aRequest(), at(1))).toBe('claimed');
    await requests.complete(key, 'first', reply);
    expect(await requests.claim(key, aRequest(), at(999_999))).toMatchObject({ reply });
    expect(await requests.claim(key, aRequest(), at(1_000_000))).toBe('claimed');
  });

  it('counts a bucket as one time, beginning anew when it is full or absurdly far', async () => {
    const rates = rateStore(tableOf(cloud));
    const bucket = { tenantId: 'ten_1', subject: 'key:1', rate: 'read' };
    expect(await rates.charge(bucket, 200, 1000, 61_000, 0)).toBe(1200);
    expect(await rates.charge(bucket, 200, 1000, 61_000, 1200)).toBe(1400);
    expect(await rates.charge(bucket, 200, 1100, 61_100, 0)).toBe(1600);
    expect(await rates.charge(bucket, 200, 5000, 65_000, 1600)).toBe(5200);
    expect(await rates.charge(bucket, 200, -100_000, -40_000, 5200)).toBe(-99_800);
    const charges = Array.from({ length: 20 }, () => rates.charge(bucket, 10, 1_000_000, 1_060_000, 0));
    expect(Math.max(...(await Promise.all(charges)))).toBe(1_000_200);
  });

  describe('a creation whose first run died', () => {
    const body = JSON.stringify({ name: 'Once', campaignType: 'drip' });
    const route = 'POST /api/campaigns';
    const fingerprint = createHash('sha256')
      .update(JSON.stringify(['POST', '/api/campaigns', '']))
      .update(body)
      .digest('hex');
    const post = (key: string): Promise<Answer> =>
      call(cloud, 'POST', '/api/campaigns', {
        apiKey: cloud.api.apiKey,
        body,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      });
    /** As if the process had died: before it created anything, or after. */
    const died = async (key: string) => {
      const dead = { tenantId: cloud.tenantId, route, key };
      const startedAt = at(Date.now() - 60_000);
      const hash = createHash('sha256')
        .update(JSON.stringify([route, key]))
        .digest('hex');
      await tableOf(cloud).delete(keys.idempotency(cloud.tenantId, hash));
      const request = aRequest({
        fingerprint,
        startedAt,
        leaseUntil: at(Date.now() - 15_000),
        expiresAt: at(Date.now() + 1e9),
      });
      await requests.claim(dead, request, at(Date.now()));
      return creationOf(dead, { startedAt, resumed: true }).ids.next('campaign');
    };

    it('is run by the next who asks, under the id the first run would have used', async () => {
      const id = await died('died before');
      const answer = await post('died before');
      expect([answer.status, answer.body['id']]).toEqual([201, id]);
    });

    it('finds what the first run had created, with what happened to it since', async () => {
      const id = await died('died after');
      expect((await post('died after')).body['id']).toBe(id);
      const renamed = await call(cloud, 'PATCH', `/api/campaigns/${id}`, {
        apiKey: cloud.api.apiKey,
        headers: { 'content-type': 'application/json' },
        body: '{"name":"Renamed"}',
      });
      expect(renamed.status).toBe(200);
      const hash = createHash('sha256')
        .update(JSON.stringify([route, 'died after']))
        .digest('hex');
      const row = await tableOf(cloud).get(keys.idempotency(cloud.tenantId, hash));
      await tableOf(cloud).put({ ...row, reply: null, leaseUntil: at(Date.now() - 1000) });
      const again = await post('died after');
      expect([again.status, again.body['id'], again.body['name']]).toEqual([201, id, 'Renamed']);
      expect(again.headers.get('idempotency-replayed')).toBeNull();
    });

    it('is not run by another request with its key', async () => {
      await died('other');
      const other = await call(cloud, 'POST', '/api/campaigns', {
        apiKey: cloud.api.apiKey,
        body: `${body} `,
        headers: { 'content-type': 'application/json', 'idempotency-key': 'other' },
      });
      expect(other.status).toBe(422);
    });
  });

  it('keeps what the use case answered, refusals included, and not what never reached it', async () => {
    const things = await makeThings(cloud, cloud.api.apiKey);
    const post = (key: string, text: string) =>
      call(cloud, 'POST', `/api/campaigns/${things.campaigns}/resume`, {
        apiKey: cloud.api.apiKey,
        body: text,
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
      });
    const conflict = await post('refused', '{}');
    const again = await post('refused', '{}');
    expect([conflict.status, again.text]).toEqual([409, conflict.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await post('malformed', '{')).status).toBe(400);
    expect((await post('malformed', '{"policy":"never"}')).status).toBe(422);
    expect((await post('malformed', '{}')).status).toBe(409);
  });
});
