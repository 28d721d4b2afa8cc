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

it('Onboarding takes who clicked within three days to the next task, and offers the others help', async () => {
  const people = { quiet: {}, opener: {}, clicker: {}, late: {} };
  const run = await LibraryRun.start(cloud, 'prebuilt_onboarding', people);
  await run.does('opener', 'Open');
  await run.untilDay(1);
  await run.does('clicker', 'Click');
  await run.untilDay(3);
  await run.does('late', 'Click');
  await run.untilDay(8);

  const helped = ['start 0', 'first_result 1', 'help 3', 'review 7'];
  for (const name of ['quiet', 'opener', 'late'] as const)
    expect(await run.journeyOf(name)).toEqual({ mails: helped, moved: [[], [], [], []], end: 'completed' });
  expect((await run.journeyOf('clicker')).mails).toEqual(['start 0', 'first_result 1', 'team 3', 'review 7']);
  expect(await run.settledBooks()).toEqual({
    enrollments: { completed: 4 },
    sent: { start: 4, first_result: 4, help: 3, team: 1, review: 4 },
  });
  expect(await statusOf(cloud.api, run.campaignId)).toBe('completed');
});
