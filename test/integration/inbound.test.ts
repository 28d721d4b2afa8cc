import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { localParameters } from '../../scripts/local-tenant.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, sender, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [
  anEmail('first', 'w', { subject: 'Winter checklist for {{firstName}}' }),
  aWait('w', 'second'),
  anEmail('second', null),
];
const people = ['mailto', 'away', 'human', 'forged', 'out', 'direct', 'guess', 'bounced', 'loop', 'ticket'] as const;
type Who = (typeof people)[number];
const addressOf = (who: Who): string => `${who}@one.example`;
const mailbox = 'anna@penguin.example';

const Replies = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      contactId: z.string(),
      class: z.string(),
      match: z.string(),
      excerpt: z.string(),
      returnDate: z.string().nullable(),
      forwarded: z.string(),
      forwardReason: z.string().nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** Mail that comes back, sent to the SMTP port as a mail server would. */
describe('received mail', () => {
  let cloud: TestCloud;
  let campaignId: string;
  let ids: Map<Who, string>;

  const smtp = () => createTransport({ host: '127.0.0.1', port: cloud.cloud.smtpPort ?? 0, ignoreTLS: true });
  async function write(who: Who, mail: object, to?: string): Promise<void> {
    const replyTo = to ?? (await cloud.headerOf(addressOf(who), 'Reply-To'));
    const transport = smtp();
    await transport.sendMail({
      from: addressOf(who),
      to: replyTo,
      subject: `Re: Winter checklist for ${who}`,
      ...mail,
    });
    transport.close();
    await cloud.advanceBy('PT1M');
  }
  const enrollmentOf = async (who: Who) => (await timelineOf(cloud.api, campaignId, ids.get(who) ?? '')).enrollment;
  const repliesOf = (who: Who) => cloud.api.get(`/api/contacts/${ids.get(who)}/replies`, Replies);
  const forwarded = async () =>
    (await cloud.mailsTo(mailbox)).filter(({ from }) => from.includes(`replies@${localParameters.ReplyDomain}`));

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    const launched = await aLaunched(cloud, steps, people.map(addressOf), {
      replyToEmail: mailbox,
      holdOutOfOffice: true,
    });
    campaignId = launched.campaignId;
    ids = new Map(people.map((who, i) => [who, launched.contactIds[i] ?? '']));
  });
  afterAll(() => cloud.close());

  it('at the unsubscribe address of a mail unsubscribes its reader', async () => {
    const address = /<mailto:([^>?]+)/.exec(await cloud.headerOf(addressOf('mailto'), 'List-Unsubscribe'))?.[1] ?? '';
    await write('mailto', { text: 'unsubscribe' }, address);
    expect(await enrollmentOf('mailto')).toMatchObject({ status: 'exited', exitReason: 'unsubscribed' });
  });

  it('of somebody away is no reply, and lets the next step wait until the day of return', async () => {
    const back = new Date(Date.parse(await cloud.advanceBy('PT1S')) + 20 * 86_400_000).toISOString().slice(0, 10);
    await write('away', {
      subject: 'Automatic reply: Winter checklist',
      text: `I am out of the office until ${back}.`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    expect(await enrollmentOf('away')).toMatchObject({ status: 'active', nextStepAt: `${back}T08:00:00.000Z` });
    expect((await repliesOf('away')).items).toMatchObject([{ class: 'out_of_office', returnDate: back }]);
    const { timeline } = await timelineOf(cloud.api, campaignId, ids.get('away') ?? '');
    expect(timeline.at(-1)).toMatchObject({ what: 'held', detail: expect.stringContaining('out_of_office') });
  });

  it('of a person is a reply, ends the enrollment and goes to the mailbox of the sender', async () => {
    await write('human', { text: 'Yes, call me.\n\nOn Mon, 23 Nov 2026 at 08:00, Anna wrote:\n> Hello\n' });
    expect(await enrollmentOf('human')).toMatchObject({ status: 'exited', exitReason: 'replied' });
    expect((await repliesOf('human')).items).toMatchObject([
      { class: 'human', match: 'address', excerpt: 'Yes, call me.', forwarded: 'yes', forwardReason: null },
    ]);
    const mails = await forwarded();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain('Yes, call me.');
    const { text: source } = await cloud.raw('GET', `/_local/mailbox/${mails[0]?.id}/source`);
    expect(source).toMatch(/^Reply-To: human@one\.example/m);
    expect(source).toMatch(/^Auto-Submitted: auto-generated/m);
  });

  it('at an address that was tampered with asks for nothing', async () => {
    const address = await cloud.headerOf(addressOf('forged'), 'Reply-To');
    await write('forged', { text: 'unsubscribe', subject: 'Something else' }, address.replace(/^r-/, 'u-'));
    expect(await enrollmentOf('forged')).toMatchObject({ status: 'active' });
    expect((await repliesOf('forged')).items).toEqual([]);
  });

  it('that asks for no more mail unsubscribes', async () => {
    await write('out', { text: 'Please remove me from your list.\n' });
    expect(await enrollmentOf('out')).toMatchObject({ status: 'exited', exitReason: 'unsubscribed' });
    expect((await repliesOf('out')).items).toMatchObject([{ class: 'wants_out' }]);
  });

  it('that was written to the From address is a reply by what it refers to', async () => {
    const [mail] = await cloud.mailsTo(addressOf('direct'));
    await write(
      'direct',
      {
        text: 'Directly.',
        subject: 'A subject of my own',
        headers: { 'In-Reply-To': `<${mail?.messageId}@eu-west-1.amazonses.com>` },
        to: sender.email,
        envelope: { from: addressOf('direct'), to: `inbox@${localParameters.ReplyDomain}` },
      },
      sender.email,
    );
    expect(await enrollmentOf('direct')).toMatchObject({ status: 'exited', exitReason: 'replied' });
    expect((await repliesOf('direct')).items).toMatchObject([{ match: 'reference' }]);
  });

  it('that only has the subject of a mail is shown as possible, and nothing follows from it', async () => {
    await write(
      'guess',
      {
        text: 'Hm.',
        subject: 'AW: Winter checklist for guess',
        to: sender.email,
        envelope: { from: addressOf('guess'), to: `inbox@${localParameters.ReplyDomain}` },
      },
      sender.email,
    );
    expect(await enrollmentOf('guess')).toMatchObject({ status: 'active' });
    expect((await repliesOf('guess')).items).toMatchObject([{ class: 'human', match: 'possible' }]);
  });

  it('that reports a failure for good is a bounce', async () => {
    const status = 'Reporting-MTA: dns; mx.one.example\n\nAction: failed\nStatus: 5.1.1\n';
    const raw = [
      'From: MAILER-DAEMON@mx.one.example',
      `To: ${await cloud.headerOf(addressOf('bounced'), 'Reply-To')}`,
      'Subject: Undelivered Mail',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'user unknown',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      status,
      '--b--',
      '',
    ].join('\r\n');
    const to = await cloud.headerOf(addressOf('bounced'), 'Reply-To');
    await write('bounced', { raw, envelope: { from: '', to } });
    expect(await enrollmentOf('bounced')).toMatchObject({ status: 'exited', exitReason: 'bounced' });
  });

  it('that we forwarded ourselves is left alone', async () => {
    await write('loop', { text: 'Round and round.', headers: { 'X-PenguinMails-Forwarded': 'x' } });
    expect(await enrollmentOf('loop')).toMatchObject({ status: 'active' });
  });

  it('of a help desk is kept as automatic and not forwarded', async () => {
    const before = (await forwarded()).length;
    await write('ticket', {
      subject: 'Ticket received',
      text: 'Your request has been received.',
      headers: { Precedence: 'bulk' },
    });
    expect((await repliesOf('ticket')).items).toMatchObject([
      { class: 'auto_reply', forwarded: 'no', forwardReason: expect.stringContaining('forwardAutomatic') },
    ]);
    expect(await forwarded()).toHaveLength(before);
  });

  it('of simulated machines is told from that of people', async () => {
    await cloud.events([
      { to: addressOf('guess'), type: 'Reply', by: 'away' },
      { to: addressOf('guess'), type: 'Reply', by: 'ticket' },
    ]);
    await cloud.advanceBy('PT1M');
    const classes = (await repliesOf('guess')).items.map((reply) => reply.class);
    expect(classes.toSorted()).toEqual(['auto_reply', 'human', 'out_of_office']);
  });

  it('is counted once each', async () => {
    expect((await analyticsOf(cloud.api, campaignId)).overall).toMatchObject({
      replies: 2,
      autoReplied: 3,
      unsubscribes: 2,
      emailsBounced: 1,
    });
  });

  it('is listed by campaign, newest first, and by class', async () => {
    const all = await cloud.api.get(`/api/campaigns/${campaignId}/replies?limit=3`, Replies);
    expect(all.items).toHaveLength(3);
    const rest = await cloud.api.get(`/api/campaigns/${campaignId}/replies?cursor=${all.nextCursor}`, Replies);
    expect(rest.items).toHaveLength(6);
    const away = await cloud.api.get(`/api/campaigns/${campaignId}/replies?class=out_of_office`, Replies);
    expect(away.items).toMatchObject([{ contactId: ids.get('guess') }, { contactId: ids.get('away') }]);
  });

  it('goes with its contact', async () => {
    await cloud.raw('DELETE', `/api/contacts/${ids.get('ticket')}`);
    const { items } = await cloud.api.get(`/api/campaigns/${campaignId}/replies?class=auto_reply`, Replies);
    expect(items).toMatchObject([{ contactId: ids.get('guess') }]);
  });

  it('is refused at once for an address that no receipt rule takes', async () => {
    const transport = smtp();
    await expect(transport.sendMail({ from: 'a@one.example', to: 'b@elsewhere.example', text: 'x' })).rejects.toThrow(
      /550/,
    );
    transport.close();
  });
});
