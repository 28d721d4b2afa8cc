import { afterAll, beforeAll, expect, it } from 'vitest';
import { quietPeople, startTestCloud, type TestCloud } from '../../support/cloud.ts';
import { LibraryRun } from './support.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.people(quietPeople);
});
afterAll(() => cloud.close());

const cart = { total: 59, currency: 'EUR', items: [{ name: 'Penguin hat', quantity: 2, price: '29.50 EUR' }] };

it('Cart Recovery reminds after an hour, a day and two more, and an order ends it at any time', async () => {
  const run = await LibraryRun.start(cloud, 'prebuilt_cart_recovery', {
    leaver: {},
    buyer: {},
    changer: {},
    late: {},
    last: {},
    stranger: {},
  });
  for (const name of ['leaver', 'buyer', 'changer', 'late', 'last'] as const)
    await run.happens(name, 'cart.updated', cart);
  await cloud.advanceBy('PT30M');
  await run.happens('buyer', 'order.completed');
  await run.happens('changer', 'cart.updated', { ...cart, total: 88 });
  await cloud.advanceBy('PT40M');
  expect(await run.mailsOf('changer')).toHaveLength(0);
  const [reminder] = await run.mailsOf('leaver');
  expect(reminder?.subject).toBe('You left something in your cart, leaver');
  expect(reminder?.text).toContain('Penguin hat × 2, 29.50 EUR');
  await cloud.advanceBy('PT40M');
  expect((await run.mailsOf('changer')).map(({ text }) => text)).toEqual([expect.stringContaining('Together: 88 EUR')]);
  await run.happens('late', 'order.completed');
  await run.untilDay(4);
  await run.happens('last', 'order.completed');
  await run.untilDay(8);

  const all = ['reminder 0', 'questions 1', 'last_call 3'];
  expect(await run.journeyOf('leaver')).toMatchObject({ mails: all, end: 'no_order' });
  expect(await run.journeyOf('changer')).toMatchObject({ mails: all, end: 'no_order' });
  expect(await run.journeyOf('last')).toMatchObject({ mails: all, end: 'ordered' });
  expect(await run.journeyOf('late')).toMatchObject({ mails: ['reminder 0'], end: 'ordered' });
  expect(await run.mailsOf('buyer')).toEqual([]);
  expect(await run.mailsOf('stranger')).toEqual([]);
  expect(await run.settledBooks()).toEqual({
    enrollments: { exited: 5, 'exited:no_order': 2, 'exited:ordered': 2, 'exited:order_completed': 1 },
    sent: { reminder: 4, questions: 3, last_call: 3 },
  });
});
