import { describe, expect, it } from 'vitest';
import { mailboxRoutes } from '../../../local/mailbox/mailbox.ts';
import { type Event, inboundTopicArn, sesWorld, topicArn } from './support/ses-world.ts';

async function world() {
  const base = await sesWorld();
  const routes = mailboxRoutes({ ses: base.ses, clock: base.clock });
  const request = async (method: string, url: string, body: unknown = '') => {
    const path = url.split('?')[0]!.split('/');
    const route = routes.find(
      (one) =>
        one.method === method &&
        one.path.split('/').length === path.length &&
        one.path.split('/').every((part, i) => part.startsWith('{') || part === path[i]),
    )!;
    const params = Object.fromEntries(
      route.path
        .split('/')
        .flatMap((part, i) => (part.startsWith('{') ? [[part.slice(1, -1), decodeURIComponent(path[i]!)]] : [])),
    );
    const reply = await route.handler({ method, url, headers: {}, params, body: Buffer.from(JSON.stringify(body)) });
    return { ...reply, text: String(reply.body ?? '') };
  };
  const get = (url: string) => request('GET', url);
  const list = async (query = '') => JSON.parse((await get(`/_local/mailbox${query}`)).text);
  const postEvents = async (body: unknown) => {
    const reply = await request('POST', '/_local/ses-events', body);
    return { status: reply.status, body: JSON.parse(reply.text) };
  };
  const sendTo = (address: string, subject = 'Hi', campaign = 'cam_1') =>
    base.send({
      Destination: { ToAddresses: [address] },
      Content: {
        Simple: {
          Subject: { Data: subject },
          Body: {
            Html: { Data: `<style>p{}</style><p>Dear ${address}</p> <a href="https://shop.example/">x</a>` },
            Text: { Data: 'Dear you' },
          },
        },
      },
      EmailTags: [
        { Name: 'campaignId', Value: campaign },
        { Name: 'sendId', Value: `send-${address.split('@')[0]}` },
      ],
    });
  return { ...base, get, list, postEvents, sendTo };
}

describe('the mailbox API', () => {
  it('lists mails newest first with text, tags and events', async () => {
    const { sendTo, list, clock } = await world();
    await sendTo('ann@people.example');
    await clock.advance(5000);
    await sendTo('bob@people.example', 'Second');
    const { mails, nextCursor } = await list();
    expect(nextCursor).toBeNull();
    expect(mails.map((mail: { to: string[] }) => mail.to[0])).toEqual(['bob@people.example', 'ann@people.example']);
    expect(mails[1]).toMatchObject({
      direction: 'outbound',
      at: '2026-03-02T08:00:00.000Z',
      subject: 'Hi',
      preview: 'Dear ann@people.example x',
      text: 'Dear you',
      tags: { campaignId: ['cam_1'], sendId: ['send-ann'] },
      events: [
        { type: 'Send', at: '2026-03-02T08:00:00.000Z' },
        { type: 'Delivery', recipients: ['ann@people.example'] },
      ],
    });
  });

  it('filters by contact in any case, by campaign and by time', async () => {
    const { sendTo, list, clock } = await world();
    await sendTo('Ann@people.example', 'one', 'cam_1');
    await clock.advance(60_000);
    await sendTo('bob@people.example', 'two', 'cam_2');
    const subjects = async (query: string) =>
      (await list(query)).mails.map((mail: { subject: string }) => mail.subject);
    expect(await subjects('?to=ANN@')).toEqual(['one']);
    expect(await subjects('?campaign=cam_2')).toEqual(['two']);
    expect(await subjects('?since=2026-03-02T08:00:30Z')).toEqual(['two']);
  });

  it('pages without gaps or repeats', async () => {
    const { sendTo, list } = await world();
    for (let i = 0; i < 5; i += 1) await sendTo(`p${i}@people.example`, `s${i}`);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = (await list(`?limit=2&cursor=${cursor}`)) as {
        mails: { subject: string }[];
        nextCursor: string | null;
      };
      seen.push(...page.mails.map(({ subject }) => subject));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(['s4', 's3', 's2', 's1', 's0']);
  });

  it.each(['limit=0', 'limit=x', 'since=yesterday', 'cursor=%2B'])(
    'answers ?%s with a problem that names the field',
    async (query) => {
      const { get } = await world();
      const reply = await get(`/_local/mailbox?${query}`);
      expect([reply.status, JSON.parse(reply.text).field]).toEqual([400, query.split('=')[0]]);
    },
  );

  it('shows one mail, its source and its HTML without scripts', async () => {
    const { sendTo, get, list } = await world();
    const messageId = await sendTo('ann@people.example');
    const { id } = (await list()).mails[0];
    expect(JSON.parse((await get(`/_local/mailbox/${id}`)).text)).toMatchObject({ id, messageId });
    const source = await get(`/_local/mailbox/${id}/source`);
    expect(source.headers?.['content-type']).toBe('message/rfc822');
    expect(source.text).toContain(`Message-ID: <${messageId}@email.amazonses.com>`);
    const shown = await get(`/_local/mailbox/${id}/html`);
    expect(shown.headers?.['content-security-policy']).toContain(
      "default-src 'none'; img-src * data:; style-src 'unsafe-inline'",
    );
    expect(shown.text).toContain('Dear ann@people.example');
    expect((await get('/_local/mailbox/999')).status).toBe(404);
  });
});

describe('the mailbox page', () => {
  const hostile = '<script>alert(1)</script>"\'&';

  it('escapes everything a mail can bring', async () => {
    const { sendTo, get, list, send } = await world();
    await sendTo('ann@people.example', hostile);
    const raw = `From: "${'<img src=x onerror=alert(1)>'}" <ann@sender.example>\r\nTo: bob@people.example\r\nX-Evil: <script>alert(2)</script>\r\nSubject: x\r\n\r\n</pre><script>alert(3)</script>`;
    await send({ Content: { Raw: { Data: Buffer.from(raw) } }, FromEmailAddress: undefined });
    const pages = ['/_local/mail', `/_local/mail?to=${encodeURIComponent('"><script>alert(4)</script>')}`];
    for (const { id } of (await list()).mails)
      for (const view of ['html', 'text', 'headers', 'source', 'events']) pages.push(`/_local/mail/${id}?view=${view}`);
    for (const page of pages) {
      const reply = await get(page);
      expect(reply.status).toBe(200);
      expect(reply.text).not.toMatch(/<script|<img/i);
      expect(reply.headers?.['content-security-policy']).toContain("default-src 'none'");
    }
  });

  it('lists, filters and shows a mail in a sandbox', async () => {
    const { sendTo, get, list } = await world();
    await sendTo('ann@people.example', 'For Ann');
    await sendTo('bob@people.example', 'For Bob');
    const filtered = (await get('/_local/mail?to=ann@')).text;
    expect([filtered.includes('For Ann'), filtered.includes('For Bob')]).toEqual([true, false]);
    const { id } = (await list('?to=ann@')).mails[0];
    const detail = (await get(`/_local/mail/${id}`)).text;
    expect(detail).toContain(`<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"`);
    expect(detail).toContain(`src="/_local/mailbox/${id}/html"`);
    expect((await get(`/_local/mail/${id}?view=text`)).text).toContain('<pre>Dear you');
  });
});

describe('POST /_local/ses-events', () => {
  const events = (published: readonly { topicArn: string; message: unknown }[]) =>
    published.filter((p) => p.topicArn === topicArn).map(({ message }) => message as Event);

  it('completes the short form from the stored mail', async () => {
    const { sendTo, postEvents, published, clock, list } = await world();
    const messageId = await sendTo('ann@people.example');
    await clock.advance(5000);
    published.length = 0;
    const reply = await postEvents([
      {
        messageId,
        type: 'Open',
        at: '2026-03-03T10:00:00Z',
        userAgent: 'UA',
        ipAddress: '192.0.2.1',
        isBotEvent: 'Likely',
      },
      { sendId: 'send-ann', type: 'Click' },
      {
        to: 'ann@people.example',
        subject: 'Hi',
        type: 'Bounce',
        bounceType: 'Transient',
        bounceSubType: 'MailboxFull',
      },
    ]);
    expect(reply).toEqual({ status: 200, body: { published: 3 } });
    expect(events(published)).toMatchObject([
      {
        eventType: 'Open',
        mail: { messageId, tags: { sendId: ['send-ann'] } },
        open: { timestamp: '2026-03-03T10:00:00.000Z', userAgent: 'UA', ipAddress: '192.0.2.1', isBotEvent: 'Likely' },
      },
      { eventType: 'Click', click: { link: 'https://shop.example/', isBotEvent: 'Unlikely' } },
      {
        eventType: 'Bounce',
        bounce: {
          bounceType: 'Transient',
          bounceSubType: 'MailboxFull',
          bouncedRecipients: [{ emailAddress: 'ann@people.example' }],
        },
      },
    ]);
    expect((await list()).mails[0].events.map((event: { type: string }) => event.type)).toEqual([
      'Send',
      'Delivery',
      'Open',
      'Click',
      'Bounce',
    ]);
  });

  it('writes a reply of the recipient', async () => {
    const { send, postEvents, published, objects } = await world();
    const messageId = await send({ ReplyToAddresses: ['r-1@reply.example'] });
    expect(await postEvents({ messageId, type: 'Reply', text: 'Call me' })).toEqual({
      status: 200,
      body: { published: 1 },
    });
    expect(published.some((p) => p.topicArn === inboundTopicArn)).toBe(true);
    expect(objects[0]?.body).toMatch(/Date: Mon, 02 Mar 2026 08:00:00 \+0000[\s\S]*/);
    expect(objects[0]?.body).toMatch(/In-Reply-To:\s+<0100[^>]*@email\.amazonses\.com>[\s\S]*Call me/);
  });

  it('passes full events on as they are', async () => {
    const { postEvents, published } = await world();
    const event = {
      eventType: 'Delivery',
      mail: { messageId: 'unknown', tags: { 'ses:configuration-set': ['campaigns'] }, extra: 1 },
      delivery: { timestamp: 'x' },
    };
    expect(await postEvents(event)).toEqual({ status: 200, body: { published: 1 } });
    expect(events(published)).toEqual([event]);
  });

  it.each<[unknown, number, string]>([
    [{ type: 'Open' }, 0, 'messageId'],
    [{ messageId: 'none', type: 'Open' }, 0, 'messageId'],
    [
      [
        { to: 'ann@people.example', type: 'Open' },
        { to: 'ann@people.example', type: 'Opened' },
      ],
      1,
      'type',
    ],
    [{ to: 'nobody@people.example', type: 'Open' }, 0, 'to'],
    [{ to: 'ann@people.example', type: 'Open', at: 'now' }, 0, 'at'],
    [{ to: 'ann@people.example', type: 'Open', agent: 'x' }, 0, 'agent'],
    [{ eventType: 'Open', mail: {} }, 0, 'mail.messageId'],
    ['nonsense', 0, 'body'],
  ])('refuses %j and publishes nothing', async (body, index, field) => {
    const { sendTo, postEvents, published, clock } = await world();
    await sendTo('ann@people.example');
    await clock.advance(5000);
    published.length = 0;
    expect(await postEvents(body)).toMatchObject({ status: 400, body: { index, field } });
    expect(published).toEqual([]);
  });
});
