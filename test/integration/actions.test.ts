import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Step } from '../../src/contracts/step.ts';
import { anEmail, anExit, aWait } from '../support/builders.ts';
import { aDraft, aLaunched, booksOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';

const Created = z.object({ id: z.string() });

const filler = '<p>Penguins walk a long way for their friends.</p>'.repeat(3_600);
/** Two mails of it are too much for a row: their sequence lies on S3. */
const longHtml = `${filler}<p><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>`;
const aLongLetter = (id: string, next: string | null, templateId: string): Step => {
  const { html: _, ...email } = anEmail(id, next);
  return { ...email, templateId };
};
const Launched = z.object({ success: z.literal(true) });
const Secret = z.object({ secret: z.string() });

describe('action steps', () => {
  let cloud: TestCloud;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(async () => {
    receiver.close();
    await cloud.close();
  });

  it('call a webhook with a signature that its receiver can check, and again when it was down', async () => {
    const { received, url } = receiver;
    receiver.statuses.push(503, 200);
    const steps: Step[] = [
      { id: 'hook', kind: 'action', action: { type: 'webhook', url, data: { stage: 'won' } }, next: 'e' },
      anEmail('e', null),
    ];
    await aLaunched(cloud, steps, ['ann@hook.example']);
    await cloud.advanceBy('PT10M');
    expect(received).toHaveLength(2);
    expect(received[0]?.headers['webhook-id']).toBe(received[1]?.headers['webhook-id']);
    const { secret } = await cloud.api.get('/api/settings/webhook-secret', Secret);
    const last = received[1];
    const payload = new Webhook(secret).verify(last?.body ?? '', {
      'webhook-id': String(last?.headers['webhook-id']),
      'webhook-timestamp': String(last?.headers['webhook-timestamp']),
      'webhook-signature': String(last?.headers['webhook-signature']),
    });
    expect(payload).toMatchObject({
      type: 'sequence.webhook',
      data: { stepId: 'hook', contact: { email: 'ann@hook.example' }, data: { stage: 'won' } },
    });
  });

  it('tell people of the team', async () => {
    const steps: Step[] = [
      {
        id: 'tell',
        kind: 'action',
        action: { type: 'notify', to: ['sales@penguin.example'], subject: 'A hot lead', text: 'Call them <today>.' },
        next: 'e',
      },
      anEmail('e', null),
    ];
    await aLaunched(cloud, steps, ['bea@hot.example']);
    const mails = await cloud.mailsTo('sales@penguin.example');
    expect(mails).toMatchObject([{ subject: 'A hot lead' }]);
    expect(mails[0]?.text).toContain('bea@hot.example');
    expect(mails[0]?.html).toContain('Call them &lt;today&gt;.');
  });

  it('move the contact to another list, whose number of members goes along', async () => {
    const list = await cloud.api.send('POST', '/api/segments', { name: 'Won' }, Created);
    const steps: Step[] = [
      { id: 'move', kind: 'action', action: { type: 'move_to_list', list: list.id }, next: 'c' },
      { id: 'c', kind: 'condition', arms: [{ when: { segment: list.id }, next: 'e' }], else: 'x' },
      anEmail('e', null),
      anExit('x', 'not_moved'),
    ];
    await aLaunched(cloud, steps, ['cal@list.example', 'dee@list.example']);
    const segment = await cloud.api.get(`/api/segments/${list.id}`, z.object({ memberCount: z.number() }));
    expect(segment.memberCount).toBe(2);
    expect(await subjectsTo(cloud, 'cal@list.example')).toEqual(['Subject of e']);
  });

  it('move the contact out of a list wherever its step runs: at the launch, after a wait, by an event, from another campaign', async () => {
    const [from, to] = await Promise.all(
      ['Old', 'New'].map((name) => cloud.api.send('POST', '/api/segments', { name }, Created)),
    );
    const move = (id: string, next: string): Step => ({
      id,
      kind: 'action',
      action: { type: 'move_to_list', list: to?.id ?? '', from: from?.id ?? '' },
      next,
    });
    const other = await aDraft(cloud.api, [move('move', 'e'), anEmail('e', null)], [], {
      campaignType: 'triggered',
      segmentId: null,
      trigger: { event: 'moved.away' },
    });
    await cloud.api.send('POST', `/api/campaigns/${other.campaignId}/launch`, {}, Launched);
    const start = { type: 'start_campaign', campaignId: other.campaignId } as const;
    const ways: Step[][] = [
      [move('move', 'e'), anEmail('e', null)],
      [aWait('w', 'move', 1, 'hours'), move('move', 'e'), anEmail('e', null)],
      [{ id: 'start', kind: 'action', action: start, next: 'e' }, anEmail('e', null)],
    ];
    const drafts = [];
    for (const [i, steps] of ways.entries()) drafts.push(await aDraft(cloud.api, steps, [`way${i}@move.example`]));
    const byEvent = await cloud.api.send('POST', '/api/contacts', { email: 'way3@move.example' }, Created);
    const everybody = [...drafts.flatMap(({ contactIds }) => contactIds), byEvent.id];
    await cloud.api.send('POST', `/api/segments/${from?.id}/members`, { contactIds: everybody }, z.unknown());
    for (const { campaignId } of drafts)
      await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, Launched);
    await cloud.api.send('POST', '/api/events', { name: 'moved.away', contactId: byEvent.id }, z.unknown());
    await cloud.advanceBy('PT2H');
    const Counted = z.object({ memberCount: z.number() });
    expect(await cloud.api.get(`/api/segments/${from?.id}`, Counted)).toEqual({ memberCount: 0 });
    expect(await cloud.api.get(`/api/segments/${to?.id}`, Counted)).toEqual({ memberCount: 4 });
  });

  it('start another campaign, once for a contact', async () => {
    const template = { name: 'A long letter', subject: 'A long letter', html: longHtml };
    const long = await cloud.api.send('POST', '/api/templates', template, Created);
    const letters = [
      aLongLetter('second', 'v', long.id),
      aWait('v', 'third', 1, 'hours'),
      aLongLetter('third', 'y', long.id),
      aWait('y', 'fourth', 1, 'hours'),
      aLongLetter('fourth', null, long.id),
    ];
    const other = await aDraft(cloud.api, letters, [], {
      campaignType: 'triggered',
      segmentId: null,
      trigger: { event: 'manual.start' },
    });
    await cloud.api.send('POST', `/api/campaigns/${other.campaignId}/launch`, {}, Launched);
    const start = { type: 'start_campaign', campaignId: other.campaignId } as const;
    const steps: Step[] = [
      { id: 'start', kind: 'action', action: start, next: 'w' },
      aWait('w', 'again', 1, 'hours'),
      { id: 'again', kind: 'action', action: start, next: 'e' },
      anEmail('e', null),
    ];
    const { campaignId } = await aLaunched(cloud, steps, ['eli@start.example']);
    await cloud.advanceBy('PT3H');
    expect((await subjectsTo(cloud, 'eli@start.example')).toSorted()).toEqual([
      'Subject of e',
      'Subject of fourth',
      'Subject of second',
      'Subject of third',
    ]);
    const known = await cloud.api.send('POST', '/api/contacts', { email: 'fin@start.example' }, Created);
    await cloud.api.send('POST', '/api/events', { name: 'manual.start', contactId: known.id }, z.unknown());
    await cloud.advanceBy('PT90M');
    expect(await subjectsTo(cloud, 'fin@start.example')).toEqual(['Subject of second', 'Subject of third']);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('send each share of a split its own way, and the same contact always the same', async () => {
    const steps: Step[] = [
      {
        id: 's',
        kind: 'split',
        arms: [
          { percent: 50, next: 'a' },
          { percent: 50, next: 'b' },
        ],
      },
      anEmail('a', null),
      anEmail('b', null),
    ];
    const people = Array.from({ length: 20 }, (_, i) => `p${i}@split.example`);
    const { campaignId, contactIds } = await aLaunched(cloud, steps, people);
    const subjects = await Promise.all(people.map((email) => subjectsTo(cloud, email)));
    expect(new Set(subjects.flat())).toEqual(new Set(['Subject of a', 'Subject of b']));
    expect(subjects.every((mine) => mine.length === 1)).toBe(true);
    const { timeline } = await timelineOf(cloud.api, campaignId, contactIds[0] ?? '');
    expect(timeline.some(({ what, detail }) => what === 'branch' && /drew/.test(detail))).toBe(true);
  });
});
