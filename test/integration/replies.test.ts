import { createTransport, type SendMailOptions } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { pageOf } from '../../src/contracts/primitives.ts';
import { Reply } from '../../src/contracts/reply.ts';
import { Sender } from '../../src/contracts/resources.ts';
import { Why } from '../../src/contracts/why.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Replies = pageOf(Reply);
const Senders = pageOf(Sender);

const event = { event: 'form.submitted', timeout: { value: 40, unit: 'days' as const } };
const awaits = [
  anEmail('first', 'wait', { subject: 'A question for {{firstName}}' }),
  { id: 'wait', kind: 'wait_for_event' as const, ...event, onEvent: 'second', onTimeout: 'second' },
  anEmail('second', null, { subject: 'The second' }),
];

describe('replies', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  async function write(who: string, mail: SendMailOptions): Promise<void> {
    const transport = createTransport({ host: '127.0.0.1', port: cloud.cloud.smtpPort ?? 0, ignoreTLS: true });
    const to = await cloud.headerOf(who, 'Reply-To');
    await transport.sendMail({ from: who, to, subject: 'Re: A question', ...mail });
    transport.close();
    await cloud.advanceBy('PT1M');
  }
  const away = (who: string, back: string) =>
    write(who, {
      subject: 'Automatic reply: A question',
      text: `I am out of the office until ${back}.`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  const repliesOf = async (id: string | undefined) =>
    (await cloud.api.get(`/api/contacts/${id}/replies`, Replies)).items;
  const inDays = async (days: number): Promise<string> =>
    new Date(Date.parse(await cloud.advanceBy('PT1S')) + days * 86_400_000).toISOString().slice(0, 10);

  it('of somebody away let the next mail wait, also where an event is awaited or the campaign is paused', async () => {
    const people = ['event@away.example', 'pause@away.example'];
    const { campaignId, contactIds } = await aLaunched(cloud, awaits, people, { holdOutOfOffice: true });
    const [eventId = '', pauseId = ''] = contactIds;
    const back = await inDays(10);
    await away('event@away.example', back);
    const why = await cloud.api.get(`/api/contacts/${eventId}/why?campaign=${campaignId}`, Why);
    expect(why.sentence).toContain(`Its next mail waits until ${back}T08:00:00.000Z: out_of_office.`);

    await cloud.api.send('POST', `/api/campaigns/${campaignId}/pause`, {}, z.unknown());
    await cloud.advanceBy('PT1M');
    await away('pause@away.example', back);
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/resume`, { policy: 'shift' }, z.unknown());
    for (const email of people)
      await cloud.api.send('POST', '/api/events', { name: 'form.submitted', email }, z.unknown());
    await cloud.advanceBy('P1D');
    for (const id of [eventId, pauseId])
      expect((await timelineOf(cloud.api, campaignId, id)).enrollment).toMatchObject({
        status: 'active',
        nextStepAt: `${back}T08:00:00.000Z`,
      });
    for (const email of people) expect(await subjectsTo(cloud, email)).toHaveLength(1);
    await cloud.advanceBy('P10D');
    for (const email of people) expect(await subjectsTo(cloud, email)).toContain('The second');
    expect((await analyticsOf(cloud.api, campaignId)).overall).toMatchObject({
      autoReplied: 2,
      replies: 0,
      replyRate: 0,
    });
    expect((await analyticsOf(cloud.api, campaignId)).byStep[0]?.metrics).toMatchObject({ autoReplied: 2 });
  }, 240_000);

  it('that unsubscribe or bounce count from the contact itself, or a mail system, and are shown otherwise', async () => {
    const people = ['kept@trust.example', 'alive@trust.example', 'leaves@trust.example'];
    const steps = [anEmail('first', 'w', { subject: 'A question for you' }), aWait('w', 'b'), anEmail('b', null)];
    const { campaignId, contactIds } = await aLaunched(cloud, steps, people, { replyToEmail: 'anna@penguin.example' });
    await write('kept@trust.example', { from: 'mallory@evil.example', text: 'unsubscribe' });
    const report = (to: string, from: string): SendMailOptions => ({
      envelope: { from: '', to },
      raw: [
        `From: ${from}`,
        `To: ${to}`,
        'Subject: Undelivered Mail',
        'MIME-Version: 1.0',
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        '',
        '--b',
        'Content-Type: message/delivery-status',
        '',
        'Reporting-MTA: dns; mx.evil.example\n\nAction: failed\nStatus: 5.1.1\n',
        '--b--',
        '',
      ].join('\r\n'),
    });
    await write(
      'alive@trust.example',
      report(await cloud.headerOf('alive@trust.example', 'Reply-To'), 'me@evil.example'),
    );
    await write('leaves@trust.example', { text: 'Please remove me from your list.' });

    const [kept, alive, leaves] = contactIds;
    expect(await repliesOf(kept)).toMatchObject([{ class: 'wants_out', match: 'possible', forwarded: 'yes' }]);
    expect(await repliesOf(alive)).toMatchObject([{ class: 'bounce_report', match: 'possible', forwarded: 'no' }]);
    for (const id of [kept, alive])
      expect((await timelineOf(cloud.api, campaignId, id ?? '')).enrollment.status).toBe('active');
    expect((await timelineOf(cloud.api, campaignId, leaves ?? '')).enrollment.exitReason).toBe('unsubscribed');
  }, 120_000);

  it('go to the mailbox of the sender, which can be changed, and say on their row what became of them', async () => {
    const people = ['none@mailbox.example', 'moved@mailbox.example'];
    const steps = [anEmail('first', 'w', { subject: 'A question for you' }), aWait('w', 'b'), anEmail('b', null)];
    const { contactIds } = await aLaunched(cloud, steps, people);
    await write('none@mailbox.example', { text: 'Hello.' });
    const [none, moved] = contactIds;
    expect(await repliesOf(none)).toMatchObject([
      { forwarded: 'no', forwardReason: expect.stringContaining('names a mailbox') },
    ]);

    const { items } = await cloud.api.get('/api/senders', Senders);
    const [sender] = items;
    const path = `/api/senders/${sender?.id}`;
    const patch = { name: 'Penguins', forwardRepliesTo: 'team@penguin.example' };
    expect(await cloud.api.send('PATCH', path, patch, Sender)).toEqual({
      ...sender,
      ...patch,
      updatedAt: expect.any(String),
    });
    expect((await cloud.raw('PATCH', path, { body: JSON.stringify({ email: 'x@y.example' }) })).status).toBe(422);
    expect((await cloud.raw('PATCH', '/api/senders/snd_none', { body: '{"name":"x"}' })).status).toBe(404);

    // The form below a mail in the mailbox sends as its reader.
    const [mail] = await cloud.mailsTo('moved@mailbox.example');
    const page = await cloud.raw('GET', `/_local/mail/${mail?.id}`);
    expect(page.text).toContain(`action="/_local/mail/${mail?.id}/reply"`);
    const send = (text: string) =>
      cloud.raw('POST', `/_local/mail/${mail?.id}/reply`, {
        body: new URLSearchParams({ text }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        redirect: 'manual',
      });
    expect((await send('  ')).status).toBe(400);
    expect(await send('Written <in> the mailbox.')).toMatchObject({ status: 303 });
    await cloud.advanceBy('PT1M');
    expect(await repliesOf(moved)).toMatchObject([
      {
        class: 'human',
        excerpt: expect.stringContaining('Written <in> the mailbox.'),
        forwarded: 'yes',
        forwardReason: null,
      },
    ]);
    expect(await cloud.mailsTo('team@penguin.example')).toHaveLength(1);
  }, 120_000);
});
