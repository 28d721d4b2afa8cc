import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../../local/command-line.ts';
import { parseDuration } from '../../../local/control/duration.ts';
import { ControlRoutes, json } from '../../../local/control/routes.ts';
import { credentialScope } from '../../../local/gateway/caller.ts';

describe('durations', () => {
  it('reads weeks, days, hours, minutes and seconds', () => {
    const part = fc.nat({ max: 400 });
    fc.assert(
      fc.property(part, part, part, part, part, (w, d, h, m, s) => {
        const days = w * 7 + d;
        expect(parseDuration(`P${w}W${d}DT${h}H${m}M${s}S`)).toBe((((days * 24 + h) * 60 + m) * 60 + s) * 1000);
      }),
    );
  });

  it.each(['', 'P', 'PT', '2 days', 'P2', 'P1M', 'P1Y', '-P1D'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('control routes', () => {
  const routes = new ControlRoutes();
  routes.registerAll([
    { method: 'GET', path: '/_local/mailbox/{id}', handler: ({ params }) => json(params) },
    { method: 'GET', path: '/_local/mailbox/{id}/source', handler: () => json('source') },
  ]);
  const call = async (method: string, url: string) => {
    const { status, body } = await routes.handle({ method, url, headers: {}, body: Buffer.alloc(0) });
    return [status, JSON.parse(String(body))];
  };

  it('decode the parameters of their path and ignore the query', async () => {
    expect(await call('GET', '/_local/mailbox/a%2Fb?x=1')).toEqual([200, { id: 'a/b' }]);
    expect(await call('GET', '/_local/mailbox/a/source')).toEqual([200, 'source']);
  });

  it('tell an unknown path from a method that is not offered', async () => {
    expect((await call('GET', '/_local/nothing'))[0]).toBe(404);
    expect(await call('POST', '/_local/mailbox/a')).toEqual([
      405,
      expect.objectContaining({ detail: 'POST is not offered; use GET' }),
    ]);
  });
});

describe('the command line', () => {
  it('has defaults for everything', () => {
    expect(parseCommandLine([])).toEqual({
      port: 8080,
      smtp: 2525,
      data: '.local',
      fresh: false,
      clock: 'real',
      help: false,
    });
  });

  it.each([
    [['--clock', 'fast'], '--clock takes real or skip.'],
    [['--port', 'http'], '--port takes a number.'],
    [['--port', '70000'], '--port takes a number up to 65535.'],
    [['--speed'], /Unknown option '--speed'/],
    [['now'], /Unexpected argument 'now'/],
  ])('refuses %j with one sentence', (args, sentence) => {
    expect(() => parseCommandLine(args)).toThrow(sentence);
  });
});

describe('the credential scope', () => {
  it('is read from the Authorization header', () => {
    const authorization =
      'AWS4-HMAC-SHA256 Credential=AKIA1/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0';
    expect(credentialScope({ authorization }, '/')).toEqual({ accessKeyId: 'AKIA1', service: 'dynamodb' });
  });

  it('is read from a presigned URL', () => {
    const url = '/bucket/key?X-Amz-Credential=AKIA1%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=0';
    expect(credentialScope({}, url)).toEqual({ accessKeyId: 'AKIA1', service: 's3' });
  });

  it('is missing from an unsigned request', () => {
    expect(credentialScope({}, '/')).toBeUndefined();
  });
});
