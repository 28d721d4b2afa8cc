import { beforeAll, describe, expect, it } from 'vitest';
import type { Cloud } from '../../../local/cloud.ts';
import { aCloud, call, order } from './support.ts';

let cloud: Cloud;
beforeAll(async () => {
  cloud = await aCloud();
});

describe('the HTTP API', () => {
  it('runs the function of the most specific route', async () => {
    expect(await call(cloud, 'GET /orders/latest')).toMatchObject({ status: 200, body: 'the latest' });
    expect(await call(cloud, 'GET /orders/unknown')).toMatchObject({ status: 404, body: { message: 'no such order' } });
  });

  it('answers 404 where there is no route', async () => {
    expect(await call(cloud, 'GET /nowhere')).toMatchObject({ status: 404, body: { message: 'Not Found' } });
  });

  it('answers 500 when the function fails and keeps the reason in its log', async () => {
    const failed = { status: 500, body: { message: 'Internal Server Error' } };
    expect(await call(cloud, 'GET /fail')).toMatchObject(failed);
    expect(cloud.logs.lines('shop-service-OrdersFunction')).toContain('RangeError: out of stock');
  });

  it('answers 500 when the function takes longer than its time-out, and runs it again', async () => {
    expect((await call(cloud, 'GET /hang')).status).toBe(500);
    await expect(cloud.invoke('ImpatientFunction', {})).rejects.toMatchObject({
      errorType: 'Sandbox.Timedout',
      message: 'Task timed out after 1.00 seconds',
    });
  });

  it('refuses a body over 10 MB', async () => {
    const answer = await call(cloud, 'POST /echo/big', { body: new Uint8Array(10 * 1024 * 1024 + 1) });
    expect(answer).toMatchObject({ status: 413, body: { message: 'Request Entity Too Large' } });
  });

  it('hands a binary body on unharmed', async () => {
    const bytes = Buffer.from([0, 128, 255]);
    const { body } = await call(cloud, 'PUT /echo/file', { body: bytes, headers: { 'content-type': 'image/png' } });
    expect(body).toMatchObject({ isBase64Encoded: true, body: bytes.toString('base64') });
  });

  it('adds CORS headers for the allowed origin and answers its preflight', async () => {
    const origin = 'https://shop.example';
    const plain = await call(cloud, 'GET /orders/latest', { headers: { origin } });
    expect(plain.headers.get('access-control-allow-origin')).toBe(origin);
    const headers = { origin, 'access-control-request-method': 'POST' };
    expect((await call(cloud, 'OPTIONS /orders', { headers })).status).toBe(204);
  });

  it('tells functions the address it answers at', async () => {
    const { body } = await call(cloud, 'GET /echo/env');
    expect(body).toMatchObject({ requestContext: { domainName: new URL(cloud.url).host } });
  });
});

describe('a Lambda authorizer', () => {
  const me = (authorization?: string) =>
    call(cloud, 'GET /me', authorization === undefined ? {} : { headers: { authorization } });

  it('is not asked when the identity is missing', async () => {
    expect(await me()).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
  });

  it('refuses with 403', async () => {
    expect(await me('wrong')).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
  });

  it('answers 500 when it fails', async () => {
    expect(await me('broken')).toMatchObject({ status: 500 });
  });

  it('hands its context to the function and is asked once per identity until the answer expires', async () => {
    const first = await me('key-ann');
    expect(first).toMatchObject({ status: 200, body: { tenant: 'ann' } });
    expect((await me('key-ann')).body).toEqual(first.body);
    expect((await me('key-bob')).body).toMatchObject({ tenant: 'bob' });
    await cloud.clock.advanceBy(301_000);
    expect((await me('key-ann')).body).not.toEqual(first.body);
  });
});

describe('time inside a function', () => {
  it('is the time of the cloud', async () => {
    await cloud.clock.advanceBy(40 * 86_400_000);
    const { body } = await call(cloud, 'GET /now');
    const { now, iso, ...rest } = body as { now: number; iso: string };
    expect(Math.abs(now - cloud.clock.now())).toBeLessThan(5_000);
    expect(Math.abs(Date.parse(iso) - now)).toBeLessThan(1_000);
    expect(rest).toEqual({ zone: 0, isDate: true });
  });
});

describe('the control API', () => {
  const clock = (command: unknown) => call(cloud, 'POST /_local/clock', order(command as object));

  it('tells the time and moves it', async () => {
    const before = (await call(cloud, 'GET /_local/clock')).body as { now: string };
    const after = (await clock({ advanceBy: 'P2D' })).body as { now: string; idle: boolean };
    const moved = Date.parse(after.now) - Date.parse(before.now);
    expect(moved).toBeGreaterThanOrEqual(2 * 86_400_000);
    expect(moved).toBeLessThan(2 * 86_400_000 + 10_000);
    expect(after.idle).toBe(true);
    const instant = new Date(Date.parse(after.now) + 3_600_000).toISOString();
    expect(((await clock({ advanceTo: instant })).body as { now: string }).now.slice(0, 16)).toBe(instant.slice(0, 16));
  });

  it('names the field that is wrong', async () => {
    const cases: [object, string][] = [
      [{ advanceBy: '2 days' }, 'advanceBy'],
      [{ advanceTo: 'tomorrow' }, 'advanceTo'],
      [{ advanceTo: '2020-01-01T00:00:00Z' }, 'advanceTo'],
      [{ mode: 'fast' }, 'mode'],
      [{ speed: 2 }, 'speed'],
      [{}, 'body'],
    ];
    for (const [command, field] of cases) {
      expect(await clock(command)).toMatchObject({ status: 400, body: { status: 400, field } });
    }
  });

  it('answers while it is healthy', async () => {
    expect(await call(cloud, 'GET /_local/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', url: cloud.url },
    });
  });
});
