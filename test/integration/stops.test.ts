import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, booksOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];
const addresses = [
  'page@one.example',
  'click@one.example',
  'hard@one.example',
  'soft@one.example',
  'angry@one.example',
  'reply@one.example',
  'quiet@one.example',
  'stays@one.example',
] as const;
type Address = (typeof addresses)[number];

describe('stops', () => {
  let cloud: TestCloud;
  let campaignId: string;
  let ids: string[];
  const idOf = (address: Address): string => ids[addresses.indexOf(address)] ?? '';
  const enrollmentOf = async (address: Address) => (await timelineOf(cloud.api, campaignId, idOf(address))).enrollment;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    ({ campaignId, contactIds: ids } = await aLaunched(cloud, steps, addresses));
  });
  afterAll(() => cloud.close());

  it('do not happen when the unsubscribe page is only opened', async () => {
    const link = await cloud.unsubscribeLinkOf('page@one.example');
    for (const method of ['GET', 'HEAD']) await fetch(link, { method });
    const page = await fetch(link);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<form method="post">');
    expect(await enrollmentOf('page@one.example')).toMatchObject({ status: 'active' });
  });

  it('happen at once by the button of the page and by one click, and may be repeated', async () => {
    const button = await fetch(await cloud.unsubscribeLinkOf('page@one.example'), {
      method: 'POST',
      body: new URLSearchParams({ confirm: 'yes' }),
    });
    expect(button.status).toBe(200);
    const link = await cloud.unsubscribeLinkOf('click@one.example');
    for (let i = 0; i < 2; i++) {
      const oneClick = await fetch(link, {
        method: 'POST',
        body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
        redirect: 'manual',
      });
      expect(oneClick.status).toBe(200);
    }
    expect(await enrollmentOf('page@one.example')).toMatchObject({ status: 'exited', exitReason: 'unsubscribed' });
    expect(await enrollmentOf('click@one.example')).toMatchObject({ status: 'exited', exitReason: 'unsubscribed' });
  });

  it('are refused for a link that was tampered with', async () => {
    const link = await cloud.unsubscribeLinkOf('stays@one.example');
    const bad = await fetch(`${link.slice(0, -2)}AA`, { method: 'POST' });
    expect(bad.status).toBe(404);
  });

  it('follow a permanent bounce, a complaint and a reply, but not a transient bounce', async () => {
    const idIn = async (address: Address) => (await cloud.mailsTo(address)).at(0)?.messageId;
    await cloud.events([
      { messageId: await idIn('hard@one.example'), type: 'Bounce', bounceType: 'Permanent', bounceSubType: 'NoEmail' },
      {
        messageId: await idIn('soft@one.example'),
        type: 'Bounce',
        bounceType: 'Transient',
        bounceSubType: 'MailboxFull',
      },
      { messageId: await idIn('angry@one.example'), type: 'Complaint' },
      { messageId: await idIn('reply@one.example'), type: 'Reply', text: 'Sounds good!' },
    ]);
    await cloud.advanceBy('PT1M');
    expect(await enrollmentOf('hard@one.example')).toMatchObject({ status: 'exited', exitReason: 'bounced' });
    expect(await enrollmentOf('soft@one.example')).toMatchObject({ status: 'active' });
    expect(await enrollmentOf('angry@one.example')).toMatchObject({ status: 'exited', exitReason: 'complained' });
    expect(await enrollmentOf('reply@one.example')).toMatchObject({ status: 'exited', exitReason: 'replied' });
  });

  it('mean that nobody who left gets the second mail', async () => {
    await cloud.advanceBy('P3D');
    const counts = await Promise.all(
      addresses.map(async (address) => [address, (await subjectsTo(cloud, address)).length]),
    );
    expect(Object.fromEntries(counts)).toEqual({
      'page@one.example': 1,
      'click@one.example': 1,
      'hard@one.example': 1,
      'soft@one.example': 2,
      'angry@one.example': 1,
      'reply@one.example': 1,
      'quiet@one.example': 2,
      'stays@one.example': 2,
    });
  });

  it('are counted once each, and the books balance', async () => {
    const { overall } = await analyticsOf(cloud.api, campaignId);
    expect(overall).toMatchObject({ unsubscribes: 2, emailsBounced: 2, spamComplaints: 1, replies: 1, emailsSent: 11 });
    expect(await booksOf(cloud, campaignId)).toMatchObject({
      balanced: true,
      enrollments: {
        completed: 3,
        'exited:unsubscribed': 2,
        'exited:bounced': 1,
        'exited:complained': 1,
        'exited:replied': 1,
      },
    });
  });

  it('keep the address out of the next campaign too', async () => {
    const clone = await cloud.raw('POST', `/api/campaigns/${campaignId}/clone`, { body: '{}' });
    const launched = await cloud.raw('POST', `/api/campaigns/${clone.body['id']}/launch`, { body: '{}' });
    expect(launched.status).toBe(200);
    await cloud.advanceBy('PT10M');
    expect(await subjectsTo(cloud, 'click@one.example')).toHaveLength(1);
    expect(await subjectsTo(cloud, 'stays@one.example')).toHaveLength(3);
  });
});
