import { describe, expect, it } from 'vitest';
import { problemReply } from '../../../functions/http/reply.ts';
import { viewOf } from '../../../src/usecases/audience/view-segment.ts';
import { aSegment } from '../../support/builders.ts';
import { checkResponse } from '../../support/openapi-check.ts';

const segment = viewOf(aSegment());
const json = (etag?: string) => new Headers({ 'content-type': 'application/json', ...(etag ? { etag } : {}) });
const check =
  (status: number, headers: Headers, body: unknown, path = '/api/segments/seg_1', method = 'GET') =>
  () =>
    checkResponse(method, path, status, headers, typeof body === 'string' ? body : JSON.stringify(body));

describe('an answer held against the OpenAPI description', () => {
  it('passes when it is as described', () => {
    check(200, json('"x"'), segment)();
    check(401, json(), { message: 'Unauthorized' })();
    const { body } = problemReply('r', { status: 404, detail: 'There is no such segment.' });
    check(404, new Headers({ 'content-type': 'application/problem+json' }), body)();
    check(404, json(), { message: 'Not Found' }, '/api/nowhere')();
    check(200, json(), 'anything', '/_local/clock')();
  });

  it.each([
    ['a field too many', check(200, json('"x"'), { ...segment, shards: 1 }), /additional.*shards/],
    ['a field too few', check(200, json('"x"'), { ...segment, name: undefined }), /required property 'name'/],
    [
      'a field of another type',
      check(200, json('"x"'), { ...segment, memberCount: '0' }),
      /\/memberCount must be integer/,
    ],
    ['a day for an instant', check(200, json('"x"'), { ...segment, createdAt: '2026-11-25' }), /date-time/],
    ['a header too few', check(200, json(), segment), /without the header etag/],
    ['another type', check(200, new Headers({ 'content-type': 'text/html', etag: '"x"' }), segment), /as text\/html/],
    ['another status', check(418, json(), {}), /answered 418; described are 200, 304/],
    ['a route nobody described', check(200, json(), {}, '/api/nowhere'), /no such route/],
    ['a body where none belongs', check(204, json(), { a: 1 }, '/api/segments/seg_1', 'DELETE'), /not described/],
  ])('is refused with %s, and told why', (_, wrong, why) => {
    expect(wrong).toThrow(why);
  });
});
