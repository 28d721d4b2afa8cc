import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { type Event, html, inboundTopicArn, sesWorld } from './support/ses-world.ts';

const eventsOf = (published: readonly { message: unknown }[]): Event[] =>
  published.map(({ message }) => message as Event);

describe('tracking', () => {
  const follow = async (world: Awaited<ReturnType<typeof sesWorld>>, url: string) => {
    const kind = url.includes('/t/c/') ? 'c' : 'o';
    const route = world.ses.routes.find(({ path }) => path === `/_local/t/${kind}/{token}`);
    return await route!.handler({
      url,
      method: 'GET',
      headers: { 'user-agent': 'Thunderbird', 'x-forwarded-for': '203.0.113.7' },
      body: Buffer.alloc(0),
      params: { token: url.split('/').at(-1)! },
    });
  };
  const htmlOf = async (world: Awaited<ReturnType<typeof sesWorld>>, messageId: string) => {
    const source = world.ses.mails.source(world.ses.mails.byMessageId(messageId)?.id ?? 0);
    return String((await simpleParser(source ?? '')).html);
  };

  it('leads links over the counter, leaves mailto and ses:no-track links, and puts a pixel before </body>', async () => {
    const world = await sesWorld();
    const sent = await htmlOf(world, await world.send());
    expect(sent).toMatch(/<a href="http:\/\/localhost:4000\/_local\/t\/c\/[\w-]+">Shop/);
    expect(sent).toContain('<a href="https://shop.example/unsubscribe">Leave');
    expect(sent).toContain('<a href="mailto:help@sender.example">');
    expect(sent).toMatch(/<img [^>]*src="http:\/\/localhost:4000\/_local\/t\/o\/[\w-]+"[^>]*><\/body>/);
    expect(sent).toContain('Héllo &amp; welcome');
  });

  it('publishes a click with the real link and sends the reader there', async () => {
    const world = await sesWorld();
    const sent = await htmlOf(world, await world.send());
    const reply = await follow(world, /http:[^"]*\/t\/c\/[^"]*/.exec(sent)![0]);
    expect(reply).toMatchObject({ status: 302, headers: { location: 'https://shop.example/a?x=1&y=2' } });
    expect(eventsOf(world.published)).toMatchObject([
      {
        eventType: 'Click',
        click: {
          link: 'https://shop.example/a?x=1&y=2',
          linkTags: null,
          ipAddress: '203.0.113.7',
          userAgent: 'Thunderbird',
          isBotEvent: 'Unlikely',
          timestamp: '2026-03-02T08:00:00.000Z',
        },
      },
    ]);
  });

  it('publishes an open when the pixel is loaded', async () => {
    const world = await sesWorld();
    const sent = await htmlOf(world, await world.send());
    expect(await follow(world, /http:[^"]*\/t\/o\/[^"]*/.exec(sent)![0])).toMatchObject({
      status: 200,
      headers: { 'content-type': 'image/gif' },
    });
    expect(eventsOf(world.published)).toMatchObject([{ eventType: 'Open', open: { ipAddress: '203.0.113.7' } }]);
  });

  it('leaves a mail alone whose request switches tracking off', async () => {
    const world = await sesWorld();
    const off = { OpenTrackingEnabled: 'DISABLED', ClickTrackingEnabled: 'DISABLED' } as const;
    const messageId = await world.send({ ConfigurationOverrides: { Tracking: off } });
    const sent = await htmlOf(world, messageId);
    expect(sent.trim()).toBe(html);
  });

  it('finds the HTML inside of nested raw mail in any transfer encoding', async () => {
    const world = await sesWorld();
    const base64 = Buffer.from(html, 'utf8').toString('base64');
    const raw = [
      'From: ann@sender.example',
      'To: bob@people.example',
      'Subject: n',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="out"',
      '',
      '--out',
      'Content-Type: multipart/alternative;',
      ' boundary=in',
      '',
      '--in',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Grüße',
      '--in',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      base64,
      '--in--',
      '',
      '--out',
      'Content-Type: text/html; name=a.html',
      'Content-Disposition: attachment',
      '',
      '<a href="https://x.example">x</a>',
      '--out--',
      '',
    ].join('\r\n');
    const messageId = await world.send({ Content: { Raw: { Data: Buffer.from(raw) } } });
    const source = world.ses.mails.source(world.ses.mails.byMessageId(messageId)?.id ?? 0);
    const parsed = await simpleParser(source ?? '');
    expect([parsed.text?.trim(), parsed.attachments[0]?.content.toString().trim()]).toEqual([
      'Grüße',
      '<a href="https://x.example">x</a>',
    ]);
    expect(parsed.html).toMatch(/\/_local\/t\/c\/[\w-]+">Shop/);
    expect(parsed.html).toContain('Héllo');
  });
});

describe('receiving', () => {
  const reply =
    'From: Bob <bob@people.example>\r\nTo: Ann <r-1@reply.example>\r\nSubject: Re: Hello\r\nMessage-ID: <1@people.example>\r\nIn-Reply-To: <x@email.amazonses.com>\r\n\r\nYes\r\n';

  it('stores the mail and publishes it as received', async () => {
    const { ses, objects, published } = await sesWorld();
    const mail = await ses.receive(Buffer.from(reply));
    expect(objects).toEqual([{ bucket: 'inbound', key: `mail/${mail.messageId}`, body: reply }]);
    expect(published).toMatchObject([
      {
        topicArn: inboundTopicArn,
        message: {
          notificationType: 'Received',
          mail: {
            source: 'bob@people.example',
            messageId: mail.messageId,
            destination: ['r-1@reply.example'],
            commonHeaders: { subject: 'Re: Hello', messageId: '<1@people.example>' },
          },
          receipt: {
            recipients: ['r-1@reply.example'],
            spamVerdict: { status: 'PASS' },
            action: {
              type: 'S3',
              bucketName: 'inbound',
              objectKey: `mail/${mail.messageId}`,
              topicArn: inboundTopicArn,
            },
          },
        },
      },
    ]);
  });

  it('only keeps mail to a domain without a rule', async () => {
    const { ses, objects, published } = await sesWorld();
    await ses.receive(Buffer.from(reply), ['r-1@elsewhere.example']);
    expect([objects, published]).toEqual([[], []]);
    expect(ses.mails.list({ to: 'elsewhere', limit: 5 })).toMatchObject([
      { direction: 'inbound', subject: 'Re: Hello' },
    ]);
  });

  it('receives what is sent to an address of ours', async () => {
    const { send, clock, objects } = await sesWorld();
    await send({ Destination: { ToAddresses: ['u-1@reply.example'] } });
    await clock.advance(5000);
    expect(objects).toHaveLength(1);
  });
});
