import { afterAll, beforeAll, expect, it } from 'vitest';
import { statusOf } from '../../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../../support/cloud.ts';
import { LibraryRun } from './support.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
  await cloud.people(quietPeople);
});
afterAll(() => cloud.close());

const calendar = ['week_1_a 0', 'week_1_b 3', 'week_2_a 7', 'week_2_b 10'];
const later = ['week_3_a 14', 'week_3_b 17', 'week_4_a 21', 'week_4_b 24'];

it('B2B Lead Nurturing mails eight times in thirty days, hands to sales who reacts, and stops for who replies', async () => {
  const people = { quiet: {}, replier: {}, clicker: { leadScore: 20 }, opener: {}, leaver: {} };
  const run = await LibraryRun.start(cloud, 'prebuilt_b2b_lead_nurturing', people);
  await run.does('leaver', 'Complaint');
  await run.untilDay(3);
  await run.does('replier', 'Reply');
  await run.does('opener', 'Open');
  await run.untilDay(10);
  await run.does('clicker', 'Click');
  expect((await run.person('replier')).tags).toEqual(['sales-ready']);
  await run.untilDay(14);
  expect((await run.person('clicker')).leadScore).toBe(30);
  await run.untilDay(31);

  expect(await run.journeyOf('quiet')).toMatchObject({ mails: [...calendar, ...later], end: 'not_now' });
  expect(await run.journeyOf('opener')).toMatchObject({ mails: [...calendar, ...later], end: 'not_now' });
  expect(await run.journeyOf('clicker')).toMatchObject({ mails: [...calendar, ...later], end: 'move_to_sales' });
  expect(await run.journeyOf('replier')).toMatchObject({ mails: calendar.slice(0, 2), end: 'move_to_sales' });
  expect(await run.journeyOf('leaver')).toMatchObject({ mails: calendar.slice(0, 1), end: 'complained' });
  expect((await run.person('clicker')).tags).toEqual(['sales-ready']);
  expect((await run.person('quiet')).tags).toEqual([]);
  expect(await run.settledBooks()).toEqual({
    enrollments: { exited: 5, 'exited:not_now': 2, 'exited:move_to_sales': 2, 'exited:complained': 1 },
    sent: {
      week_1_a: 5,
      week_1_b: 4,
      week_2_a: 3,
      week_2_b: 3,
      week_3_a: 3,
      week_3_b: 3,
      week_4_a: 3,
      week_4_b: 3,
    },
  });
  expect(await statusOf(cloud.api, run.campaignId)).toBe('completed');
});
