import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SuppressionCheck, SuppressionView } from '../../src/contracts/suppression.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, booksOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];
const addresses = [
  'manual+tag@sup.example',
  'offers@sup.example',
  'left@sup.example',
  'bounced@sup.example',
  'stays@sup.example',
] as const;
const [manual, offers, left, bounced, stays] = addresses;
const Page = z.object({ items: z.array(SuppressionView), nextCursor: z.string().nullable() });
const Consent = z.object({ consent: z.record(z.string(), z.unknown()) });

describe('the suppression list', () => {
  let cloud: TestCloud;
  let campaignId: string;
  let ids: string[];
  const idOf = (address: (typeof addresses)[number]): string => ids[addresses.indexOf(address)] ?? '';
  const suppress = (body: object) => cloud.raw('POST', '/api/suppressions', { body: JSON.stringify(body) });
  const check = async (email: string) =>
    cloud.api.get(`/api/suppressions/check?email=${encodeURIComponent(email)}`, SuppressionCheck);
  const lift = (email: string, query = '') =>
    cloud.raw('DELETE', `/api/suppressions/${encodeURIComponent(email)}${query}`);
  const enrollmentOf = async (address: (typeof addresses)[number]) =>
    (await timelineOf(cloud.api, campaignId, idOf(address))).enrollment;

  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    ({ campaignId, contactIds: ids } = await aLaunched(cloud, steps, addresses, { category: 'offers' }));
  });
  afterAll(() => cloud.close());

  it('takes addresses with and without a contact, however they are written, and stops their mails at once', async () => {
    const added = await suppress({ emails: [' MANUAL+tag@Sup.example', manual, 'nobody@sup.example'] });
    expect([added.status, added.body]).toEqual([200, { suppressed: 2 }]);
    expect(await enrollmentOf(manual)).toMatchObject({ status: 'exited', exitReason: 'suppressed' });
    for (const email of [manual, 'nobody@sup.example'])
      expect(await check(email)).toEqual({
        email,
        suppressed: true,
        entries: [{ category: null, reason: 'manual', at: expect.any(String) }],
      });
    expect(await check(stays)).toEqual({ email: stays, suppressed: false, entries: [] });
  });

  it('refuses all when one is no address, and says which', async () => {
    const refused = await suppress({ emails: ['fine@sup.example', 'no address'] });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ errors: [{ path: 'body.emails.1', code: 'invalid_email' }] });
    expect(await check('fine@sup.example')).toMatchObject({ entries: [] });
    expect((await suppress({ emails: Array(1001).fill('a@sup.example') })).status).toBe(422);
    expect((await suppress({ emails: ['a@sup.example'], reason: 'bounced' })).status).toBe(422);
  });

  it('may hold an address back from one category only, which is no choice of the contact', async () => {
    expect((await suppress({ emails: [offers], category: 'offers' })).status).toBe(200);
    expect(await check(offers)).toMatchObject({
      suppressed: false,
      entries: [{ category: 'offers', reason: 'manual' }],
    });
    expect(await enrollmentOf(offers)).toMatchObject({ status: 'exited', exitReason: 'suppressed' });
    const contact = await cloud.raw('GET', `/api/contacts/${idOf(offers)}`);
    expect(contact.body).toMatchObject({ optOuts: [] });
  });

  it('keeps a hand-made entry that the reader knows nothing of, when the reader makes its choice', async () => {
    const form = new URLSearchParams('do=choose&category=offers');
    expect((await fetch(await cloud.unsubscribeLinkOf(offers), { method: 'POST', body: form })).status).toBe(200);
    expect(await check(offers)).toMatchObject({ entries: [{ category: 'offers', reason: 'manual' }] });
  });

  it('shows no address, and that of a contact masked, the newest first and page by page', async () => {
    const first = await cloud.api.get('/api/suppressions?limit=2', Page);
    const rest = await cloud.api.get(`/api/suppressions?limit=2&cursor=${first.nextCursor}`, Page);
    const all = [...first.items, ...rest.items];
    expect(all).toHaveLength(3);
    expect(rest.nextCursor).toBeNull();
    expect(all.map(({ at }) => at)).toEqual(
      all
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    expect(all.map(({ category, contact }) => [category, contact])).toEqual(
      expect.arrayContaining([
        ['offers', { id: idOf(offers), email: 'o***@sup.example' }],
        [null, { id: idOf(manual), email: 'm***@sup.example' }],
        [null, null],
      ]),
    );
    expect(JSON.stringify(all)).not.toContain('nobody');
    expect(all[0]).toMatchObject({ category: 'offers' });
  });

  it('belongs to one organization', async () => {
    const stranger = await cloud.stranger();
    expect(await stranger.get('/api/suppressions', Page)).toEqual({ items: [], nextCursor: null });
    expect(await stranger.get(`/api/suppressions/check?email=${encodeURIComponent(manual)}`, SuppressionCheck)).toEqual(
      {
        email: manual,
        suppressed: false,
        entries: [],
      },
    );
  });

  it('lets go of what was put there by hand', async () => {
    const lifted = await lift(manual);
    expect([lifted.status, lifted.body]).toEqual([200, { email: manual, suppressed: false, entries: [] }]);
    expect((await lift(manual)).status).toBe(404);
    expect((await lift(offers)).status).toBe(404);
    expect((await lift(offers, '?category=offers')).status).toBe(200);
    expect(await check(offers)).toMatchObject({ entries: [] });
  });

  it('keeps an unsubscribe until the source of a new consent is named', async () => {
    const link = await cloud.unsubscribeLinkOf(left);
    expect((await fetch(link, { method: 'POST', body: new URLSearchParams('do=all') })).status).toBe(200);
    await suppress({ emails: [left] });
    expect(await check(left)).toMatchObject({
      suppressed: true,
      entries: [{ category: null, reason: 'unsubscribed' }],
    });
    const refused = await lift(left);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('?confirm=signup_form');

    expect((await lift(left, '?confirm=signup_form')).body).toMatchObject({ suppressed: false, entries: [] });
    const { consent } = await cloud.api.get(`/api/contacts/${idOf(left)}`, Consent);
    expect(consent).toEqual({ status: 'subscribed', source: 'signup_form', at: expect.any(String), tracking: true });
  });

  it('never lets go of an address that bounced for good', async () => {
    const [mail] = await cloud.mailsTo(bounced);
    await cloud.events({ type: 'Bounce', messageId: mail?.messageId });
    await cloud.advanceBy('PT1M');
    expect(await check(bounced)).toMatchObject({ entries: [{ reason: 'bounced' }] });
    await suppress({ emails: [bounced] });
    expect((await lift(bounced, '?confirm=signup_form')).status).toBe(409);
    expect(await check(bounced)).toMatchObject({ entries: [{ reason: 'bounced' }] });
  });

  it('was heeded by every mail, and the books balance', async () => {
    await cloud.advanceBy('P3D');
    const got = await Promise.all(addresses.map(async (one) => (await subjectsTo(cloud, one)).length));
    expect(got).toEqual([1, 1, 1, 1, 2]);
    expect(await booksOf(cloud, campaignId)).toMatchObject({
      balanced: true,
      enrollments: { completed: 1, 'exited:suppressed': 2, 'exited:unsubscribed': 1, 'exited:bounced': 1 },
    });
  });
});
