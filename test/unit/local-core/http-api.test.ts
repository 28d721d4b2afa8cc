import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApiSpec, Cors } from '../../../local/http-api/api-spec.ts';
import { corsHeaders, isPreflight, preflightAnswer } from '../../../local/http-api/cors.ts';
import { type HttpRequest, httpEvent } from '../../../local/http-api/event.ts';
import { answerOf } from '../../../local/http-api/response.ts';
import { matchRoute, parseRouteKey } from '../../../local/http-api/route-key.ts';

const aRequest = (overrides: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: '/',
  headers: {},
  body: Buffer.alloc(0),
  sourceIp: '192.0.2.7',
  ...overrides,
});
const anApi: ApiSpec = { apiId: 'a1', stage: '$default', cors: undefined, routes: [] };
const routed = { api: anApi, routeKey: 'GET /', pathParameters: {}, now: Date.UTC(2026, 10, 23, 9, 5, 7) };

describe('choosing a route', () => {
  const keys = [
    'GET /pets/dog/1',
    'GET /pets/dog/{id}',
    'GET /pets/{proxy+}',
    'ANY /pets/cat',
    'GET /pets/cat',
    'ANY /{proxy+}',
    '$default',
  ];
  const routes = keys.map((key) => ({ key, pattern: parseRouteKey(key) }));
  const cases: [request: string, key: string][] = [
    ['GET /pets/dog/1', 'GET /pets/dog/1'],
    ['GET /pets/dog/2', 'GET /pets/dog/{id}'],
    ['GET /pets/dog/2/toys', 'GET /pets/{proxy+}'],
    ['GET /pets/cat', 'GET /pets/cat'],
    ['PUT /pets/cat', 'ANY /pets/cat'],
    ['POST /pets/dog/1', 'ANY /{proxy+}'],
    ['GET /', '$default'],
  ];
  it.each(cases)('%s goes to %s', (request, key) => {
    const [method = '', path = ''] = request.split(' ');
    expect(matchRoute(routes, method, path)?.route.key).toBe(key);
  });

  it('finds the same route whatever the order of declaration', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(routes, { minLength: routes.length }), (shuffled) => {
        for (const [request, key] of cases) {
          const [method = '', path = ''] = request.split(' ');
          expect(matchRoute(shuffled, method, path)?.route.key).toBe(key);
        }
      }),
    );
  });

  it('decodes path parameters, also greedy ones', () => {
    const one = [{ pattern: parseRouteKey('GET /a/{id}') }];
    const rest = [{ pattern: parseRouteKey('GET /a/{proxy+}') }];
    expect(matchRoute(one, 'GET', '/a/ann%40x.example')?.pathParameters).toEqual({ id: 'ann@x.example' });
    expect(matchRoute(rest, 'GET', '/a/b/c%20d')?.pathParameters).toEqual({ proxy: 'b/c d' });
  });

  it('takes no empty segment for a parameter and no other method', () => {
    const routesOfOne = [{ pattern: parseRouteKey('GET /a/{id}') }];
    expect(matchRoute(routesOfOne, 'GET', '/a/')).toBeUndefined();
    expect(matchRoute(routesOfOne, 'PUT', '/a/b')).toBeUndefined();
  });
});

describe('an event of payload format 2.0', () => {
  it('carries path, query, headers and cookies as API Gateway sends them', () => {
    const request = aRequest({
      url: '/a%20b?x=1&y=%20z&x=2&empty',
      headers: {
        host: ['api.example'],
        accept: ['text/html', 'application/json'],
        cookie: ['a=1; b=2'],
        'user-agent': ['test'],
      },
    });
    expect(httpEvent(request, routed)).toMatchObject({
      version: '2.0',
      rawPath: '/a b',
      rawQueryString: 'x=1&y=%20z&x=2&empty',
      queryStringParameters: { x: '1,2', y: ' z', empty: '' },
      headers: { accept: 'text/html,application/json', 'x-forwarded-for': '192.0.2.7' },
      cookies: ['a=1', 'b=2'],
      isBase64Encoded: false,
      requestContext: {
        domainName: 'api.example',
        http: { method: 'GET', path: '/a b', sourceIp: '192.0.2.7', userAgent: 'test' },
        time: '23/Nov/2026:09:05:07 +0000',
        timeEpoch: routed.now,
      },
    });
    expect(httpEvent(request, routed).headers).not.toHaveProperty('cookie');
  });

  it('leaves out what is not there', () => {
    const event = httpEvent(aRequest(), routed);
    for (const key of ['body', 'cookies', 'queryStringParameters', 'pathParameters'])
      expect(event).not.toHaveProperty(key);
  });

  const bodies: [type: string, base64: boolean][] = [
    ['application/json', false],
    ['application/problem+json; charset=utf-8', false],
    ['text/csv', false],
    ['application/x-www-form-urlencoded', true],
    ['image/png', true],
  ];
  it.each(bodies)('encodes a body of %s in Base64: %s', (type, base64) => {
    const body = Buffer.from('grüße');
    const event = httpEvent(aRequest({ method: 'POST', headers: { 'content-type': [type] }, body }), routed);
    expect(event.isBase64Encoded).toBe(base64);
    expect(Buffer.from(event.body ?? '', base64 ? 'base64' : 'utf8')).toEqual(body);
  });
});

describe('the answer made of a result', () => {
  it('takes status, headers, cookies and a Base64 body from a structured result', () => {
    const body = Buffer.from([0, 255, 1]);
    const answer = answerOf({
      statusCode: 201,
      headers: { 'Content-Type': 'image/png', 'X-Count': 3 },
      cookies: ['a=1', 'b=2'],
      body: body.toString('base64'),
      isBase64Encoded: true,
    });
    const headers = { 'content-type': 'image/png', 'x-count': '3', 'set-cookie': ['a=1', 'b=2'] };
    expect(answer).toEqual({ status: 201, headers, body });
  });

  it('makes JSON with status 200 of any other result', () => {
    expect(answerOf({ hello: 'world' })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
    });
    expect(answerOf({ hello: 'world' }).body.toString()).toBe('{"hello":"world"}');
    expect(answerOf('as it is').body.toString()).toBe('as it is');
  });

  it('answers 500 when a structured result makes no sense', () => {
    const answer = answerOf({ statusCode: 'soon' });
    expect([answer.status, answer.body.toString()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });
});

describe('CORS', () => {
  const cors: Cors = {
    AllowOrigins: ['https://shop.example', 'http://*'],
    AllowMethods: ['GET'],
    MaxAge: 60,
    AllowCredentials: true,
  };
  const from = (origin: string) =>
    aRequest({ method: 'OPTIONS', headers: { origin: [origin], 'access-control-request-method': ['GET'] } });

  it('answers a preflight from an allowed origin', () => {
    expect(isPreflight(from('https://shop.example'))).toBe(true);
    expect(preflightAnswer(cors, from('https://shop.example'))).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://shop.example',
        'access-control-allow-methods': 'GET',
        'access-control-max-age': '60',
      },
    });
  });

  it('says nothing to a foreign origin', () => {
    expect(preflightAnswer(cors, from('https://else.example')).headers).toEqual({});
    expect(corsHeaders(cors, from('https://else.example'))).toEqual({});
  });

  it('knows origins by scheme and allows everyone by *', () => {
    expect(corsHeaders(cors, from('http://any.example'))).toMatchObject({
      'access-control-allow-origin': 'http://any.example',
    });
    expect(corsHeaders({ AllowOrigins: ['*'] }, from('https://x.example'))).toEqual({
      'access-control-allow-origin': '*',
    });
  });
});
