import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, aLaunched, analyticsOf, booksOf, statusOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const categories = [
  { name: 'newsletter', title: 'Monthly newsletter', description: 'What is new with <us>.' },
  { name: 'offers', title: 'Offers & sales', description: '' },
];
const footer = '<a href="{{unsubscribeUrl}}">U</a> <a href="{{preferencesUrl}}">P</a> {{postalAddress}}';
const steps = (name: string) => [
  anEmail(`${name}1`, 'w', { html: `<p>Hi ${footer}</p>` }),
  aWait('w', `${name}2`),
  anEmail(`${name}2`, null),
];
const addresses = ['chooser@pref.example', 'click@pref.example', 'mailto@pref.example', 'stays@pref.example'] as const;
const Contact = z.object({
  id: z.string(),
  optOuts: z.array(z.string()),
  consent: z.object({ status: z.string() }),
});

const post = (link: string, form: string): Promise<Response> =>
  fetch(link, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

/** Where the links of a mail lead. */
const pageIn = (text: string | null | undefined): string =>
  /https?:[^\s"<>()[\]]+\/u\/[^\s#"<>()[\]]+/.exec(text ?? '')?.[0] ?? '';

describe('the preference page', () => {
  let cloud: TestCloud;
  let newsletter: Awaited<ReturnType<typeof aLaunched>>;
  const idOf = (address: (typeof addresses)[number]): string => newsletter.contactIds[addresses.indexOf(address)] ?? '';
  const contactOf = (address: (typeof addresses)[number]) => cloud.api.get(`/api/contacts/${idOf(address)}`, Contact);
  const linkOf = (address: string) => cloud.unsubscribeLinkOf(address);
  const alsoLaunched = async (name: string, category: string | null): Promise<string> => {
    const { campaignId } = await aDraft(cloud.api, steps(name), [], { category, segmentId: newsletter.segmentId });
    const launched = await cloud.raw('POST', `/api/campaigns/${campaignId}/launch`, { body: '{}' });
    expect(launched.status).toBe(200);
    await cloud.advanceBy('PT5M');
    return campaignId;
  };
  const receive = (recipient: string) => {
    const at = '2026-11-25T10:00:00.000Z';
    const body = JSON.stringify({
      notificationType: 'Received',
      mail: { timestamp: at, messageId: `in-${recipient}`, source: 'somebody@pref.example', headers: [] },
      receipt: { timestamp: at, recipients: [recipient], action: { objectKey: 'inbound/none' } },
    });
    return cloud.invoke('ReceiveReply', {
      Records: [{ messageId: 'm', body, eventSource: 'aws:sqs', attributes: { ApproximateReceiveCount: '1' } }],
    });
  };
  let offers: string;
  let plain: string;

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    const set = await cloud.raw('PATCH', '/api/settings', { body: JSON.stringify({ categories }) });
    expect(set.status).toBe(200);
    newsletter = await aLaunched(cloud, steps('news'), addresses, { category: 'newsletter' });
    offers = await alsoLaunched('offer', 'offers');
    plain = await alsoLaunched('plain', null);
  });
  afterAll(() => cloud.close());

  it('changes nothing when it is opened, and shows every choice with a label of its own', async () => {
    const link = await linkOf('chooser@pref.example');
    for (const method of ['HEAD', 'GET']) await fetch(link, { method });
    const page = await (await fetch(link)).text();
    expect(page).toContain('Unsubscribe from Monthly newsletter');
    expect(page).toContain('<label for="c1">Offers &amp; sales</label>');
    expect(page).toContain('What is new with &lt;us&gt;.');
    expect(page.match(/ checked/g)).toHaveLength(2);
    expect(page).not.toContain('<script');
    expect(await contactOf('chooser@pref.example')).toMatchObject({ optOuts: [] });
  });

  it('is where {{preferencesUrl}} of a mail leads', async () => {
    const [mail] = await cloud.mailsTo('chooser@pref.example');
    const link = await linkOf('chooser@pref.example');
    expect(mail?.text).toContain(`${link}#preferences`);
  });

  it('ends the mails of a category that the reader takes the tick from, at once and only those', async () => {
    const saved = await post(await linkOf('chooser@pref.example'), 'do=choose&category=offers');
    expect(saved.status).toBe(200);
    const page = await saved.text();
    expect(page).toContain('Your choice is saved.');
    expect(page.match(/ checked/g)).toHaveLength(1);
    expect(await contactOf('chooser@pref.example')).toMatchObject({
      optOuts: ['newsletter'],
      consent: { status: 'subscribed' },
    });
    const inNews = await timelineOf(cloud.api, newsletter.campaignId, idOf('chooser@pref.example'));
    expect(inNews.enrollment).toMatchObject({ status: 'exited', exitReason: 'category_opt_out' });
    const inOffers = await timelineOf(cloud.api, offers, idOf('chooser@pref.example'));
    expect(inOffers.enrollment).toMatchObject({ status: 'active' });
  });

  it('ends the category of the mail by one click and by mail, and may be repeated', async () => {
    const link = await linkOf('click@pref.example');
    for (let i = 0; i < 2; i++) expect((await post(link, 'List-Unsubscribe=One-Click')).status).toBe(200);
    const address = /<mailto:([^>?]+)/.exec(await cloud.headerOf('mailto@pref.example', 'List-Unsubscribe'))?.[1] ?? '';
    expect(await receive(address)).toEqual({ batchItemFailures: [] });
    for (const reader of ['click@pref.example', 'mailto@pref.example'] as const)
      expect(await contactOf(reader)).toMatchObject({ optOuts: ['newsletter'], consent: { status: 'subscribed' } });
  });

  it('ends everything by one click on a mail without a category', async () => {
    const mails = await cloud.mailsTo('mailto@pref.example');
    const link = pageIn(mails.find(({ subject }) => subject === 'Subject of plain1')?.text);
    expect((await post(link, 'List-Unsubscribe=One-Click')).status).toBe(200);
    expect(await contactOf('mailto@pref.example')).toMatchObject({ consent: { status: 'unsubscribed' } });
    const page = await (await fetch(link)).text();
    expect(page).toContain('You are unsubscribed.');
  });

  it('leaves each reader with the mails of the other categories', async () => {
    await cloud.advanceBy('P3D');
    const got = await Promise.all(addresses.map(async (one) => (await subjectsTo(cloud, one)).map((s) => s.slice(11))));
    expect(got.map((subjects) => subjects.toSorted())).toEqual([
      ['news1', 'offer1', 'offer2', 'plain1', 'plain2'],
      ['news1', 'offer1', 'offer2', 'plain1', 'plain2'],
      ['news1', 'offer1', 'plain1'],
      ['news1', 'news2', 'offer1', 'offer2', 'plain1', 'plain2'],
    ]);
  });

  it('counts each of them as one unsubscribe of its mail, and the books balance', async () => {
    expect((await analyticsOf(cloud.api, newsletter.campaignId)).overall).toMatchObject({ unsubscribes: 3 });
    expect((await analyticsOf(cloud.api, plain)).overall).toMatchObject({ unsubscribes: 1 });
    expect(await booksOf(cloud, newsletter.campaignId)).toMatchObject({
      balanced: true,
      enrollments: { completed: 1, 'exited:category_opt_out': 3 },
    });
  });

  it('keeps who declined out of the next campaign of the category, counted by reason', async () => {
    const again = await alsoLaunched('again', 'newsletter');
    const why = await cloud.raw('GET', `/api/contacts/${idOf('click@pref.example')}/why?campaign=${again}`);
    expect(why.body['sentence']).toBe(
      'The contact was left out, because it has declined mails of the category of the campaign.',
    );
    const audience = await cloud.raw('GET', `/api/campaigns/${again}/audience`);
    expect(audience.body).toMatchObject({ enrolled: 1, excluded: { category_opt_out: 2, unsubscribed: 1 } });
    expect(await statusOf(cloud.api, again)).toBe('active');
    expect(await subjectsTo(cloud, 'stays@pref.example')).toContain('Subject of again1');
  });

  it('gives a category back to who ticks it again', async () => {
    const link = await linkOf('chooser@pref.example');
    expect((await post(link, 'do=choose&category=offers&category=newsletter')).status).toBe(200);
    expect(await contactOf('chooser@pref.example')).toMatchObject({ optOuts: [] });
    await alsoLaunched('more', 'newsletter');
    expect(await subjectsTo(cloud, 'chooser@pref.example')).toContain('Subject of more1');
    expect(await subjectsTo(cloud, 'click@pref.example')).not.toContain('Subject of more1');
  });

  it('is not overruled by an import, a new contact of the address or a change of its fields', async () => {
    const csv = 'email,firstName\nclick@pref.example,Clicker\n';
    const imported = await cloud.raw('POST', '/api/contacts/import', {
      body: csv,
      headers: { 'content-type': 'text/csv' },
    });
    expect(imported.body).toMatchObject({ updated: 1 });
    expect(await contactOf('click@pref.example')).toMatchObject({ optOuts: ['newsletter'] });
    const path = `/api/contacts/${idOf('click@pref.example')}`;
    const refused = await cloud.raw('PATCH', path, { body: JSON.stringify({ optOuts: [] }) });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ path: 'body.optOuts', code: 'declined_by_contact' }] });

    expect((await cloud.raw('DELETE', path)).status).toBe(204);
    const { id } = await cloud.api.send('POST', '/api/contacts', { email: 'click@pref.example' }, Contact);
    const members = `/api/segments/${newsletter.segmentId}/members`;
    await cloud.raw('POST', members, { body: JSON.stringify({ contactIds: [id] }) });
    await alsoLaunched('late', 'newsletter');
    expect(await subjectsTo(cloud, 'click@pref.example')).not.toContain('Subject of late1');
  });

  it('still knows what the address of a new contact declined, and gives it back on its wish', async () => {
    const [contact] = z
      .object({ items: z.array(Contact) })
      .parse((await cloud.raw('GET', '/api/contacts?email=click@pref.example')).body).items;
    expect(contact).toMatchObject({ optOuts: [] });
    await alsoLaunched('free', null);
    const mails = await cloud.mailsTo('click@pref.example');
    const link = pageIn(mails.find(({ subject }) => subject === 'Subject of free1')?.text);
    expect(await (await fetch(link)).text()).toMatch(/value="newsletter" aria/);
    const saved = await (await post(link, 'do=choose&category=offers&category=newsletter')).text();
    expect(saved.match(/ checked/g)).toHaveLength(2);
    await alsoLaunched('back', 'newsletter');
    expect(await subjectsTo(cloud, 'click@pref.example')).toContain('Subject of back1');
  });

  it('has its like in the API: a contact whose opt-outs are set gets no more mails of them', async () => {
    const campaign = await alsoLaunched('api', 'offers');
    const id = idOf('stays@pref.example');
    const set = await cloud.raw('PATCH', `/api/contacts/${id}`, { body: JSON.stringify({ optOuts: ['offers'] }) });
    expect(set.body).toMatchObject({ optOuts: ['offers'] });
    expect((await timelineOf(cloud.api, campaign, id)).enrollment).toMatchObject({ exitReason: 'category_opt_out' });
    const back = await cloud.raw('PATCH', `/api/contacts/${id}`, { body: JSON.stringify({ optOuts: [] }) });
    expect(back.body).toMatchObject({ optOuts: [] });
  });

  it('must offer the category of a campaign before it is launched', async () => {
    const { campaignId } = await aDraft(cloud.api, steps('x'), [], {
      category: 'gossip',
      segmentId: newsletter.segmentId,
    });
    const review = await cloud.raw('GET', `/api/campaigns/${campaignId}/review`);
    expect(review.text).toContain('The category \\"gossip\\" is not one of those in your settings');
    expect(review.body).toMatchObject({ ready: false });
  });
});
