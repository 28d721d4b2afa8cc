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

it('SaaS Welcome mails on the days 0, 2, 5, 9 and 14, says what fits the reader, and ends for who answers', async () => {
  const run = await LibraryRun.start(cloud, 'prebuilt_saas_welcome_series', {
    alone: {},
    firm: { company: 'Pebble Ltd', companySize: 300, lifecycle: 'customer' },
    answerer: {},
  });
  await run.untilDay(5);
  await run.does('answerer', 'Reply');
  await run.untilDay(15);

  const all = ['day_0 0', 'day_2 2', 'day_5 5', 'day_9 9', 'day_14 14'];
  expect(await run.journeyOf('alone')).toMatchObject({ mails: all, end: 'completed' });
  expect(await run.journeyOf('firm')).toMatchObject({ mails: all, end: 'completed' });
  expect(await run.journeyOf('answerer')).toMatchObject({ mails: all.slice(0, 3), end: 'replied' });
  const said = async (name: 'alone' | 'firm', words: string) =>
    (await run.mailsOf(name)).flatMap(({ text }, i) => (text?.includes(words) ? [i] : []));
  expect([await said('firm', 'Setting up for Pebble Ltd?'), await said('alone', 'Setting up for')]).toEqual([[0], []]);
  expect([await said('firm', 'As a customer'), await said('alone', 'As a customer')]).toEqual([[2], []]);
  expect([await said('firm', 'begin with roles'), await said('alone', 'In a small team')]).toEqual([[3], [3]]);
  expect(await run.settledBooks()).toEqual({
    enrollments: { completed: 2, exited: 1, 'exited:replied': 1 },
    sent: { day_0: 3, day_2: 3, day_5: 3, day_9: 2, day_14: 2 },
  });
  expect(await statusOf(cloud.api, run.campaignId)).toBe('completed');
});
