import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Step } from '../../src/contracts/step.ts';
import { anEmail, anExit } from '../support/builders.ts';
import { aLaunched, statusOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const Receipts = z.object({
  events: z.array(z.object({ id: z.string(), contactId: z.string(), duplicate: z.boolean() })),
});

const triggered = async (cloud: TestCloud, trigger: object, steps: readonly Step[]): Promise<string> => {
  const { campaignId } = await aLaunched(cloud, steps, [], { campaignType: 'triggered', trigger, segmentId: null });
  return campaignId;
};

describe('events', () => {
  let cloud: TestCloud;
  const contact = async (email: string): Promise<string> =>
    (await cloud.api.send('POST', '/api/contacts', { email, firstName: email.split('@')[0] }, Created)).id;
  const tell = (body: object) => cloud.api.send('POST', '/api/events', body, Receipts);
  const mailsOf = (email: string) => subjectsTo(cloud, email);
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('let a contact into a triggered campaign, whose mails show what happened', async () => {
    await triggered(
      cloud,
      { event: 'order.completed', filter: { trigger: { property: 'amount', op: 'gte', value: 50 } } },
      [anEmail('thanks', null, { subject: 'Thanks for order {{event.number}}' })],
    );
    await contact('ann@order.example');
    await tell({ name: 'order.completed', email: 'ann@order.example', properties: { amount: 49, number: 'A1' } });
    await tell({ name: 'order.completed', email: 'Ann@Order.example', properties: { amount: 50, number: 'A2' } });
    await cloud.advanceBy('PT1M');
    await tell({ name: 'order.completed', email: 'ann@order.example', properties: { amount: 90, number: 'A3' } });
    await cloud.advanceBy('PT1M');
    expect(await mailsOf('ann@order.example')).toEqual(['Thanks for order A2']);
  });

  it('count once, however often one with the same id is sent', async () => {
    await triggered(cloud, { event: 'form.submitted', reentry: { rule: 'always' } }, [anEmail('got', null)]);
    await contact('bob@form.example');
    const event = { id: 'form-1', name: 'form.submitted', email: 'bob@form.example' };
    expect((await tell(event)).events).toMatchObject([{ id: 'form-1', duplicate: false }]);
    expect((await tell(event)).events).toMatchObject([{ id: 'form-1', duplicate: true }]);
    await cloud.advanceBy('PT1M');
    expect(await mailsOf('bob@form.example')).toHaveLength(1);
    await tell({ ...event, id: 'form-2' });
    await cloud.advanceBy('PT1M');
    expect(await mailsOf('bob@form.example')).toHaveLength(2);
  });

  it('create the contact that an event brings along, which may itself be a trigger', async () => {
    const campaignId = await triggered(cloud, { event: 'contact.created' }, [
      anEmail('hello', null, { subject: 'Hello {{default firstName "you"}}' }),
    ]);
    await tell({ name: 'form.submitted', email: 'new@form.example', contact: { firstName: 'Nia' } });
    await contact('cleo@form.example');
    await cloud.advanceBy('PT1M');
    expect(await mailsOf('new@form.example')).toContain('Hello Nia');
    expect(await mailsOf('cleo@form.example')).toEqual(['Hello cleo']);
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/archive`, {}, z.unknown());
  });

  it('start an abandoned-cart campaign only when no order follows the last change of the cart', async () => {
    const cart = { event: 'cart.updated', unless: { event: 'order.placed', within: { value: 60, unit: 'minutes' } } };
    await triggered(cloud, cart, [anEmail('left', null, { subject: 'You left {{event.items}} things' })]);
    await contact('dan@cart.example');
    await contact('eve@cart.example');
    for (const email of ['dan@cart.example', 'eve@cart.example'])
      await tell({ name: 'cart.updated', email, properties: { items: 1 } });
    await cloud.advanceBy('PT40M');
    await tell({ name: 'cart.updated', email: 'dan@cart.example', properties: { items: 2 } });
    await tell({ name: 'order.placed', email: 'eve@cart.example' });
    await cloud.advanceBy('PT40M');
    expect([await mailsOf('dan@cart.example'), await mailsOf('eve@cart.example')]).toEqual([[], []]);
    await cloud.advanceBy('PT30M');
    expect(await mailsOf('dan@cart.example')).toEqual(['You left 2 things']);
    expect(await mailsOf('eve@cart.example')).toEqual([]);
  });

  it('wake a contact who waits for one within seconds, and let the others time out', async () => {
    const steps: Step[] = [
      anEmail('offer', 'w'),
      {
        id: 'w',
        kind: 'wait_for_event',
        event: 'demo.booked',
        where: [{ property: 'seats', op: 'gt', value: 1 }],
        timeout: { value: 3, unit: 'days' },
        onEvent: 'booked',
        onTimeout: 'gone',
      },
      anEmail('booked', null, { subject: 'See you, all {{event.seats}}' }),
      anExit('gone', 'no_demo'),
    ];
    const { campaignId, contactIds } = await aLaunched(cloud, steps, ['fay@demo.example', 'gus@demo.example']);
    await cloud.advanceBy('P1D');
    await tell({ name: 'demo.booked', contactId: contactIds[0], properties: { seats: 1 } });
    await cloud.advanceBy('PT1M');
    expect(await mailsOf('fay@demo.example')).toEqual(['Subject of offer']);
    await tell({ name: 'demo.booked', contactId: contactIds[0], properties: { seats: 4 } });
    await cloud.advanceBy('PT1M');
    expect(await mailsOf('fay@demo.example')).toEqual(['Subject of offer', 'See you, all 4']);
    await cloud.advanceBy('P3D');
    const { enrollment } = await timelineOf(cloud.api, campaignId, contactIds[1] ?? '');
    expect(enrollment).toMatchObject({ status: 'exited', exitReason: 'no_demo' });
    await cloud.advanceBy('P1D');
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
  });

  it('that come before anybody can wake are not lost: whoever begins to wait is woken at once', async () => {
    const nobody = {
      tenantId: cloud.tenantId,
      campaignId: 'cmp_x',
      contactId: 'con_x',
      entry: 1,
      generation: 1,
      token: 'x',
    };
    expect(await cloud.invoke('AwaitEvent', nobody)).toBeNull();
  });

  it('are refused together, each with its fault, when one of them cannot be', async () => {
    const tomorrow = new Date(Date.parse(await cloud.advanceBy('PT1S')) + 86_400_000).toISOString();
    const reply = await cloud.raw('POST', '/api/events', {
      body: JSON.stringify({
        events: [
          { id: 'kept-not', name: 'order.completed', email: 'ann@order.example' },
          { name: 'order.completed', email: 'ann@order.example', at: tomorrow },
          { name: 'order.completed', contactId: 'con_nobody' },
          { name: 'order.completed', email: 'nobody@nowhere.example' },
        ],
      }),
    });
    expect(reply.status).toBe(422);
    expect(reply.body['errors']).toMatchObject([
      { path: 'body.events.1.at', code: 'in_the_future' },
      { path: 'body.events.2.contactId', code: 'unknown_contact' },
      { path: 'body.events.3.email', code: 'unknown_contact' },
    ]);
    expect(
      (await tell({ id: 'kept-not', name: 'order.completed', email: 'ann@order.example' })).events[0]?.duplicate,
    ).toBe(false);
  });
});
