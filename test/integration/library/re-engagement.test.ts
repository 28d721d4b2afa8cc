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

it('Re-engagement tells who came back from who did not, and leaves nights and weekends alone', async () => {
  const people = { quiet: {}, back: {}, opener: {}, last: {}, abroad: { timezone: 'Pacific/Auckland', country: 'NZ' } };
  const run = await LibraryRun.start(cloud, 'prebuilt_re_engagement', people);
  await run.does('back', 'Click');
  await run.untilDay(4);
  await run.does('opener', 'Open');
  await run.untilDay(11);
  await run.does('last', 'Click');
  await run.untilDay(24);

  const all = ['missed 0', 'offer 4', 'goodbye 11'];
  expect(await run.journeyOf('quiet')).toEqual({ mails: all, moved: [[], [], []], end: 'sunset' });
  expect(await run.journeyOf('back')).toMatchObject({ mails: all.slice(0, 1), end: 're_engaged' });
  expect(await run.journeyOf('opener')).toMatchObject({ mails: all.slice(0, 2), end: 'opened_only' });
  expect(await run.journeyOf('last')).toMatchObject({ mails: all, end: 're_engaged' });
  // Ten o'clock on Monday is late at night in Auckland; four days after the next morning is a Saturday.
  expect(await run.journeyOf('abroad')).toMatchObject({
    mails: ['missed 0', 'offer 6', 'goodbye 13'],
    moved: [['quiet_hours'], ['weekend'], []],
    end: 'sunset',
  });
  const tags = Object.fromEntries(
    await Promise.all(
      (['quiet', 'back', 'opener'] as const).map(async (name) => [name, (await run.person(name)).tags]),
    ),
  );
  expect(tags).toEqual({ quiet: ['sunset'], back: ['re-engaged'], opener: [] });
  expect(await run.settledBooks()).toEqual({
    enrollments: { exited: 5, 'exited:sunset': 2, 'exited:re_engaged': 2, 'exited:opened_only': 1 },
    sent: { missed: 5, offer: 4, goodbye: 3 },
  });
  expect(await statusOf(cloud.api, run.campaignId)).toBe('completed');
});
