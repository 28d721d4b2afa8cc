import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createPeople } from '../../../local/people/people.ts';
import { fateOf, planOf } from '../../../local/people/plan.ts';
import { initialSettings, profileOf } from '../../../local/people/profile.ts';
import { closeOnce } from './support/close-once.ts';
import { FakeClock } from './support/fake-clock.ts';
import { aMail, type Event, inboundTopicArn, sesWorld, topicArn } from './support/ses-world.ts';

const HOUR = 3_600_000;
const letter = { subject: 'Hello', occurrence: 0, links: [{ url: 'https://shop.example/', tags: null }] };
const nobody = {
  bounceHard: 0,
  bounceSoft: 0,
  complain: 0,
  away: 0,
  ticket: 0,
  open: 0,
  clickGivenOpen: 0,
  replyGivenOpen: 0,
  unsubscribeGivenOpen: 0,
  reopens: 0,
  mpp: 0,
  scanner: 0,
};

describe('the default profile over 20,000 people', () => {
  const addresses = Array.from({ length: 20_000 }, (_, i) => `person${i}@people.example`);
  const delivered = addresses.filter((address) => fateOf(initialSettings, letter, address) === 'delivered');
  const plans = delivered.map((address) => planOf(initialSettings, letter, address));
  const human = plans.map((plan) =>
    plan.filter(
      ({ action }) =>
        !('seen' in action) || (action.seen.isBotEvent === 'Unlikely' && action.seen.userAgent !== 'Mozilla/5.0'),
    ),
  );
  const share = (kind: string) =>
    human.filter((plan) => plan.some(({ action }) => action.kind === kind)).length / delivered.length;

  const answered = (by: string) =>
    plans.filter((plan) => plan.some(({ action }) => action.kind === 'machine_reply' && action.by === by)).length /
    delivered.length;

  it('delivers 97 %, of these 50 % open, 20 % click, 4.7 % reply and 0.4 % unsubscribe', () => {
    expect(delivered.length / addresses.length).toBeCloseTo(0.97, 2);
    expect(share('open')).toBeCloseTo(0.5, 1.5);
    expect(share('click')).toBeCloseTo(0.2, 1.7);
    expect(Math.abs(share('reply') - 0.047)).toBeLessThan(0.005);
    expect(Math.abs(share('unsubscribe') - 0.004)).toBeLessThan(0.0015);
  });

  it('has mail systems that answer a few for their readers within half a minute', () => {
    expect(Math.abs(answered('away') - 0.006)).toBeLessThan(0.002);
    expect(Math.abs(answered('ticket') - 0.001)).toBeLessThan(0.001);
    const delays = plans.flat().flatMap(({ action, afterMs }) => (action.kind === 'machine_reply' ? [afterMs] : []));
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
  });

  it('opens first after a median of two hours and nearly always within 20', () => {
    const firsts = human
      .flatMap((plan) => plan.find(({ action }) => action.kind === 'open')?.afterMs ?? [])
      .sort((a, b) => a - b);
    expect(firsts[Math.floor(firsts.length / 2)]! / HOUR).toBeCloseTo(2, 0.7);
    expect(firsts.filter((ms) => ms <= 20 * HOUR).length / firsts.length).toBeGreaterThan(0.98);
  });

  it('has machines that open and click right after delivery', () => {
    const apple = plans.filter((plan) =>
      plan.some(
        ({ action, afterMs }) => action.kind === 'open' && action.seen.userAgent === 'Mozilla/5.0' && afterMs <= 60_000,
      ),
    );
    const scanned = plans.filter((plan) =>
      plan.some(
        ({ action, afterMs }) => action.kind === 'click' && action.seen.isBotEvent === 'Likely' && afterMs <= 10_000,
      ),
    );
    expect(apple.length / delivered.length).toBeCloseTo(0.4, 1.5);
    expect(scanned.length / delivered.length).toBeCloseTo(0.05, 1.7);
  });
});

describe('determinism', () => {
  it('depends on seed, address and message only, not on the order of asking', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.uniqueArray(fc.emailAddress(), { minLength: 2, maxLength: 8 }),
        (seed, addresses) => {
          const settings = { ...initialSettings, seed };
          const forwards = addresses.map((address) => planOf(settings, letter, address));
          const backwards = addresses.toReversed().map((address) => planOf(settings, letter, address));
          expect(backwards.toReversed()).toEqual(forwards);
        },
      ),
    );
  });

  it('lets the same person treat a second mail of the same subject in another way', () => {
    const addresses = Array.from({ length: 50 }, (_, i) => `p${i}@people.example`);
    const opens = (occurrence: number) =>
      addresses.map((address) => planOf(initialSettings, { ...letter, occurrence }, address).length);
    expect(opens(0)).not.toEqual(opens(1));
  });

  it('keeps a hard bounce with the person', () => {
    const settings = { ...initialSettings, default: { bounceHard: 0.5, bounceSoft: 0 } };
    const fates = (subject: string) =>
      Array.from({ length: 50 }, (_, i) => fateOf(settings, { ...letter, subject }, `p${i}@people.example`));
    expect(fates('one')).toEqual(fates('two'));
    expect(new Set(fates('one'))).toEqual(new Set(['delivered', 'bounced_hard']));
  });
});

async function world(options: Parameters<typeof sesWorld>[0] = {}) {
  const base = await sesWorld(options);
  const people = createPeople({ clock: base.clock, ses: base.ses, file: join(base.dir, 'people.db') });
  const close = closeOnce(
    () => people.close(),
    () => base.close(),
  );
  people.resume();
  const call = async (method: 'GET' | 'POST', body: unknown = {}) => {
    const route = people.routes.find((one) => one.method === method);
    const reply = await route!.handler({
      method,
      url: '/_local/people',
      headers: {},
      params: {},
      body: Buffer.from(JSON.stringify(body)),
    });
    return { status: reply.status, body: JSON.parse(String(reply.body)) };
  };
  return { ...base, people, call, close };
}

const typesTo = (published: readonly { topicArn: string; message: unknown }[], topic = topicArn) =>
  published.filter((p) => p.topicArn === topic).map(({ message }) => (message as Event).eventType);

describe('people reading mail', () => {
  it('open, click and come back through the tracking of SES', async () => {
    const { send, call, clock, published } = await world();
    await call('POST', { default: { ...nobody, open: 1, clickGivenOpen: 1, mpp: 1, scanner: 1 } });
    await send();
    await clock.advance(400 * HOUR);
    const seen = published
      .map(({ message }) => message as Event)
      .filter(({ eventType }) => eventType === 'Open' || eventType === 'Click');
    expect(seen.map(({ eventType, open, click }) => [eventType, (open ?? click)?.['isBotEvent']])).toEqual(
      expect.arrayContaining([
        ['Open', 'Unlikely'],
        ['Click', 'Likely'],
        ['Open', 'Unlikely'],
        ['Click', 'Unlikely'],
      ]),
    );
    expect(seen).toHaveLength(4);
    expect(seen.at(-1)?.['click']).toMatchObject({ link: 'https://shop.example/a?x=1&y=2' });
  });

  it('write real replies to the Reply-To address', async () => {
    const { send, call, clock, objects, published } = await world();
    await call('POST', { default: { ...nobody, open: 1, replyGivenOpen: 1 } });
    const messageId = await send({
      Destination: { ToAddresses: ['Bob Jones <bob@people.example>'] },
      ReplyToAddresses: ['r-123@reply.example'],
    });
    await clock.advance(400 * HOUR);
    expect(published.filter((p) => p.topicArn === inboundTopicArn)).toHaveLength(1);
    const reply = await simpleParser(objects[0]?.body ?? '');
    expect([reply.from?.text, reply.subject, reply.inReplyTo, reply.references]).toEqual([
      '"Bob Jones" <bob@people.example>',
      'Re: Héllo',
      `<${messageId}@email.amazonses.com>`,
      `<${messageId}@email.amazonses.com>`,
    ]);
    expect(reply.text).toContain('Bob Jones');
  });

  it('bounce and complain', async () => {
    const { send, call, clock, published } = await world();
    await call('POST', {
      default: { ...nobody, complain: 1 },
      people: [
        { match: '*@gone.example', profile: { bounceHard: 1 } },
        { match: 'full@people.example', profile: { bounceSoft: 1 } },
      ],
    });
    await send({ Destination: { ToAddresses: ['x@gone.example'] } });
    await clock.advance(5000);
    await send({ Destination: { ToAddresses: ['full@people.example'] } });
    await clock.advance(24 * HOUR);
    expect(typesTo(published)).toEqual(['Send', 'Bounce', 'Send', 'DeliveryDelay', 'Bounce']);
    await send({ Destination: { ToAddresses: ['angry@people.example'] } });
    await clock.advance(400 * HOUR);
    expect(typesTo(published).slice(5)).toEqual(['Send', 'Delivery', 'Complaint']);
  });

  it('unsubscribe with one click at the real address, and try again when it is down', async () => {
    const requests: { method: string | undefined; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      requests.push({ method: request.method, body: Buffer.concat(chunks).toString() });
      response.writeHead(requests.length === 1 ? 503 : 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/u/token`;
    const { send, call, clock } = await world();
    await call('POST', { default: { ...nobody, open: 1, unsubscribeGivenOpen: 1 } });
    const { Simple } = aMail().Content!;
    const Headers = [
      { Name: 'List-Unsubscribe', Value: `<${url}>, <mailto:u-1@reply.example>` },
      { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    ];
    await send({ Content: { Simple: { ...Simple!, Headers } } });
    await clock.advance(400 * HOUR);
    expect(requests).toEqual(Array(2).fill({ method: 'POST', body: 'List-Unsubscribe=One-Click' }));
    expect((await call('GET')).body.pending).toBe(0);
  });

  it('unsubscribe by mail when the mail offers no one-click', async () => {
    const { send, call, clock, objects } = await world();
    await call('POST', { default: { ...nobody, open: 1, unsubscribeGivenOpen: 1 } });
    const { Simple } = aMail().Content!;
    await send({
      Content: {
        Simple: {
          ...Simple!,
          Headers: [{ Name: 'List-Unsubscribe', Value: '<mailto:u-1@reply.example?subject=leave%20me>' }],
        },
      },
    });
    await clock.advance(400 * HOUR);
    expect(objects.map(({ body }) => /Subject: (.*)/.exec(body)?.[1])).toEqual(['leave me']);
  });

  it('do after a kill what they were going to do', async () => {
    const first = await world();
    await first.call('POST', { default: { ...nobody, open: 1 } });
    await first.send();
    await first.clock.advance(3000);
    expect((await first.call('GET')).body.pending).toBe(1);
    expect(first.clock.timers.map(({ owner, kind }) => [owner, kind])).toEqual([['people', 'once']]);
    await first.close();
    const second = await world({ dir: first.dir, clock: new FakeClock('2026-04-01T00:00:00.000Z') });
    await second.clock.advance(0);
    expect(typesTo(second.published)).toEqual(['Open']);
    expect((await second.call('GET')).body).toMatchObject({ pending: 0, default: { open: 1, reopens: 0 } });
  });
});

describe('settings', () => {
  it('merges defaults field by field and people by match, until a reset', async () => {
    const { call } = await world();
    await call('POST', { seed: 7, default: { open: 0.9 }, people: [{ match: '*@a.example', profile: { open: 0 } }] });
    await call('POST', { default: { mpp: 0 }, people: [{ match: '*@a.example', profile: { complain: 1 } }] });
    expect((await call('GET')).body).toMatchObject({
      seed: 7,
      default: { open: 0.9, mpp: 0, scanner: 0.05 },
      people: [{ match: '*@a.example', profile: { open: 0, complain: 1 } }],
      pending: 0,
    });
    expect((await call('POST', { reset: true, seed: 3 })).body).toMatchObject({
      seed: 3,
      default: { open: 0.5 },
      people: [],
    });
  });

  it.each<[unknown, string]>([
    [{ default: { open: 2 } }, 'default.open'],
    [{ default: { opens: 1 } }, 'default.opens'],
    [
      { people: [{ match: 'x', profile: { openDelay: { medianMinutes: -1, sigma: 1 } } }] },
      'people.0.profile.openDelay.medianMinutes',
    ],
    [{ seed: 'seven' }, 'seed'],
    ['nothing', 'body'],
  ])('answers %j with a problem that names %s', async (body, field) => {
    const { call } = await world();
    expect(await call('POST', body)).toMatchObject({ status: 400, body: { field } });
  });

  it('lets later entries win', () => {
    const settings = {
      ...initialSettings,
      people: [
        { match: '*@A.example', profile: { open: 0.1 } },
        { match: 'ann@a.example', profile: { open: 1 } },
        { match: '*', subject: 'sale*', profile: { open: 0.9 } },
      ],
    };
    expect([
      profileOf(settings, 'Ann@a.example', 'News').open,
      profileOf(settings, 'bob@a.example', 'News').open,
      profileOf(settings, 'bob@b.example', 'News').open,
      profileOf(settings, 'bob@b.example', 'Sale today').open,
    ]).toEqual([1, 0.1, 0.5, 0.9]);
  });
});
