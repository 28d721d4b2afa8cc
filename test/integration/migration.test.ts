import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Step } from '../../src/contracts/step.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, booksOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const steps: Step[] = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];
const edited: Step[] = [
  anEmail('first', 'w', { subject: 'A new first' }),
  aWait('w', 'third'),
  anEmail('third', null, { subject: 'A third' }),
];
const without: Step[] = [anEmail('first', 'pause'), aWait('pause', 'last', 1), anEmail('last', null)];

describe('publishing while contacts are on their way', () => {
  let cloud: TestCloud;
  const call = (method: string, path: string, body: object) => cloud.raw(method, path, { body: JSON.stringify(body) });
  const edit = async (campaignId: string, to: Step[]) =>
    expect((await call('PUT', `/api/campaigns/${campaignId}/steps`, { steps: to })).status).toBe(200);
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('says how many would stay and how many would move before anything is done', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['plan1@move.example', 'plan2@move.example']);
    await edit(campaignId, edited);
    const planned = await call('POST', `/api/campaigns/${campaignId}/versions/plan`, { migrate: 'move' });
    expect(planned).toMatchObject({
      status: 200,
      body: { stay: 0, move: 2, undecided: 0, steps: [{ stepId: 'w', contacts: 2, fate: 'move', to: 'w' }] },
    });
    const staying = await call('POST', `/api/campaigns/${campaignId}/versions/plan`, {});
    expect(staying.body).toMatchObject({ stay: 2, move: 0 });
  });

  it('moves them on request: they finish their wait and go on with the new steps', async () => {
    const { campaignId, contactIds } = await aLaunched(cloud, steps, ['moved@move.example']);
    await cloud.advanceBy('P1D');
    await edit(campaignId, edited);
    const made = await call('POST', `/api/campaigns/${campaignId}/versions`, { migrate: 'move' });
    expect(made).toMatchObject({ status: 201, body: { number: 2, migration: { move: 1 } } });
    await cloud.advanceBy('P1DT5M');
    expect(await subjectsTo(cloud, 'moved@move.example')).toEqual(['Subject of first', 'A third']);
    const { timeline } = await timelineOf(cloud.api, campaignId, contactIds[0] ?? '');
    expect(timeline.some(({ what, detail }) => what === 'moved' && /version 2/.test(detail))).toBe(true);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('refuses to delete a step on which people wait until it is said what becomes of them', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['stuck@move.example']);
    await edit(campaignId, without);
    const refused = await call('POST', `/api/campaigns/${campaignId}/versions`, { migrate: 'move' });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'body.decisions.w', code: 'decision_needed' }] },
    });
    const nowhere = await call('POST', `/api/campaigns/${campaignId}/versions`, {
      migrate: 'move',
      decisions: { w: { do: 'move', to: 'nowhere' } },
    });
    expect(nowhere.body['errors']).toMatchObject([{ path: 'body.decisions.w.to', code: 'unknown_step' }]);
    const made = await call('POST', `/api/campaigns/${campaignId}/versions`, {
      migrate: 'move',
      decisions: { w: { do: 'move', to: 'last' } },
    });
    expect(made.status).toBe(201);
    await cloud.advanceBy('P2DT5M');
    expect(await subjectsTo(cloud, 'stuck@move.example')).toEqual(['Subject of first', 'Subject of last']);
  });

  it('can be taken back: an older version is published again, and those who moved move back', async () => {
    const { campaignId } = await aLaunched(cloud, steps, ['back@move.example']);
    await edit(campaignId, edited);
    await call('POST', `/api/campaigns/${campaignId}/versions`, { migrate: 'move' });
    await cloud.advanceBy('P1D');
    const back = await call('POST', `/api/campaigns/${campaignId}/versions/1/restore`, { migrate: 'move' });
    expect(back).toMatchObject({
      status: 201,
      body: { number: 3, steps: [{ id: 'first' }, { id: 'w' }, { id: 'second' }] },
    });
    await cloud.advanceBy('P1DT5M');
    expect(await subjectsTo(cloud, 'back@move.example')).toEqual(['Subject of first', 'Subject of second']);
    const draft = await cloud.raw('GET', `/api/campaigns/${campaignId}/steps`);
    expect(draft.body).toMatchObject({ steps: [{ id: 'first' }, { id: 'w' }, { id: 'second' }] });
  });
});

describe('"why?"', () => {
  const Why = z.object({
    sentence: z.string(),
    enrollments: z.array(
      z.object({
        status: z.string(),
        entries: z.array(
          z.object({
            at: z.string(),
            stepId: z.string().nullable(),
            what: z.string(),
            expected: z.boolean(),
            because: z.string(),
            rule: z.string().nullable(),
          }),
        ),
      }),
    ),
  });
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());
  const why = (contactId: string | undefined, campaignId: string) =>
    cloud.api.get(`/api/contacts/${contactId}/why?campaign=${campaignId}`, Why);
  const asking: Step[] = [
    anEmail('intro', 'w'),
    aWait('w', 'c'),
    {
      id: 'c',
      kind: 'condition',
      arms: [{ when: { engagement: { email: 'previous', event: 'opened' } }, next: 'warm' }],
      else: 'cold',
    },
    anEmail('warm', null),
    anEmail('cold', null),
  ];

  it('tells what happened, and what will by the rules as things stand', async () => {
    const { campaignId, contactIds } = await aLaunched(cloud, asking, ['ask@why.example']);
    const before = (await why(contactIds[0], campaignId)).enrollments[0]?.entries ?? [];
    expect(before.filter(({ expected }) => !expected).map(({ what }) => what)).toEqual([
      'enrolled',
      'email_planned',
      'waiting',
    ]);
    const ahead = before.filter(({ expected }) => expected);
    expect(ahead.map(({ what, stepId }) => [what, stepId])).toEqual([
      ['branch', 'c'],
      ['email_planned', 'cold'],
      ['completed', 'cold'],
    ]);
    expect(ahead[0]?.rule).toMatch(/opened/);
    const dueAt = ahead[1]?.at;
    await cloud.advanceBy('P2DT1M');
    const after = (await why(contactIds[0], campaignId)).enrollments[0]?.entries ?? [];
    expect(after.every(({ expected }) => !expected)).toBe(true);
    const sent = after.find(({ stepId, what }) => stepId === 'cold' && what === 'email_planned');
    expect(sent?.at.slice(0, 16)).toBe(dueAt?.slice(0, 16));
  });

  it('tells why a contact is not in a campaign', async () => {
    const { campaignId } = await aLaunched(cloud, [anEmail('only', null)], ['in@why.example']);
    const Created = z.object({ id: z.string() });
    const outside = await cloud.api.send('POST', '/api/contacts', { email: 'out@why.example' }, Created);
    expect((await why(outside.id, campaignId)).sentence).toMatch(/not in the segment/);
    await cloud.api.send('POST', `/api/contacts/${outside.id}/unsubscribe`, {}, z.unknown());
    expect((await why(outside.id, campaignId)).sentence).toMatch(/unsubscribed/);
    expect((await cloud.raw('GET', `/api/contacts/con_nobody/why?campaign=${campaignId}`)).status).toBe(404);
  });
});
