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

it('Welcome mails on the days 0, 2 and 5, at any hour, and no further to who leaves', async () => {
  const people = { quiet: {}, reader: {}, leaver: {}, complainer: {}, abroad: { timezone: 'Pacific/Auckland' } };
  const run = await LibraryRun.start(cloud, 'prebuilt_welcome_series', people);
  await run.does('reader', 'Open');
  await run.does('reader', 'Click');
  const link = await cloud.unsubscribeLinkOf(run.emailOf('leaver'));
  expect((await fetch(link, { method: 'POST', body: 'List-Unsubscribe=One-Click' })).status).toBe(200);
  await run.untilDay(2);
  await run.does('complainer', 'Complaint');
  await run.untilDay(6);

  const all = ['welcome 0', 'overview 2', 'offer 5'];
  for (const name of ['quiet', 'reader', 'abroad'] as const)
    expect(await run.journeyOf(name)).toEqual({ mails: all, moved: [[], [], []], end: 'completed' });
  expect(await run.journeyOf('leaver')).toMatchObject({ mails: all.slice(0, 1), end: 'unsubscribed' });
  expect(await run.journeyOf('complainer')).toMatchObject({ mails: all.slice(0, 2), end: 'complained' });
  const [welcome] = await run.mailsOf('reader');
  expect(welcome?.text).toContain('Hi reader,');
  expect(await run.settledBooks()).toEqual({
    enrollments: { completed: 3, exited: 2, 'exited:unsubscribed': 1, 'exited:complained': 1 },
    sent: { welcome: 5, overview: 4, offer: 3 },
  });
  expect(await statusOf(cloud.api, run.campaignId)).toBe('completed');
});
