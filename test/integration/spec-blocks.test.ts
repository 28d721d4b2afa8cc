import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { dayMs, untilMonday, weekdayTime } from '../support/calendar.ts';
import { aDraft, booksOf, sender, statusOf, subjectsTo } from '../support/campaigns.ts';
import { cli } from '../support/cli.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const Applied = z.object({ campaignId: z.string() });
const Journey = z.object({
  enrollment: z.object({ status: z.string(), exitReason: z.string().nullable() }),
  messages: z.array(
    z.object({
      sentAt: z.string(),
      timing: z.object({ shifts: z.array(z.object({ rule: z.string() })) }).nullable(),
    }),
  ),
});
const mail = (subject: string) => `{ subject: ${subject}, html: '<p>{{unsubscribeUrl}} {{postalAddress}}</p>' }`;
const oneMail = `steps: [{ id: only, kind: email, next: null, ${mail('Only').slice(2)}]`;

describe('the blocks of the specification, applied from a file and launched', () => {
  let cloud: TestCloud;
  let folder: string;
  /** Contacts in a segment of their own; each has its name before the @. */
  const people = async (
    segment: string,
    contacts: Readonly<Record<string, object>>,
  ): Promise<Record<string, string>> => {
    const { id } = await cloud.api.send('POST', '/api/segments', { name: segment }, Created);
    const ids: Record<string, string> = {};
    for (const [name, over] of Object.entries(contacts))
      ids[name] = (
        await cloud.api.send('POST', '/api/contacts', { email: `${name}@spec.example`, ...over }, Created)
      ).id;
    const members = { contactIds: Object.values(ids) };
    await cloud.api.send('POST', `/api/segments/${id}/members`, members, z.unknown());
    return ids;
  };
  const launch = async (name: string, text: string): Promise<string> => {
    const file = join(folder, `${name}.yaml`);
    await writeFile(file, `name: ${name}\nsegment: ${name}\nsender: { email: ${sender.email} }\n${text}\n`);
    const env = { PENGUINMAILS_URL: cloud.cloud.url, PENGUINMAILS_API_KEY: cloud.api.apiKey };
    const { code, out, err } = await cli(['apply', file, '--launch', '--json'], env);
    expect([code, err]).toEqual([0, expect.not.stringContaining('error')]);
    return Applied.parse(JSON.parse(out)).campaignId;
  };
  const journeyOf = (campaignId: string, contactId: string | undefined) =>
    cloud.api.get(`/api/campaigns/${campaignId}/enrollments/${contactId}`, Journey);
  const does = async (name: string, type: string, more: object = {}): Promise<void> => {
    const [first] = await cloud.mailsTo(`${name}@spec.example`);
    await cloud.events({ messageId: first?.messageId, type, ...more });
    await cloud.advanceBy('PT1M');
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    folder = await mkdtemp(join(tmpdir(), 'penguinmails-spec-'));
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('branch on engagement: each reader gets the mail of the strongest reaction', async () => {
    const ids = await people('Branches', { replier: {}, clicker: {}, opener: {}, slow: {}, silent: {} });
    const campaignId = await launch(
      'Branches',
      `emails:
  intro_email: ${mail('Intro')}
  engaged_path: ${mail('Engaged')}
  hot_lead_path: ${mail('Hot')}
  re_engagement: ${mail('Again')}
sequence_step:
  email_id: "intro_email"
  wait_duration: 2 days

  conditions:
    - if: email_opened
      then: send_email("engaged_path")

    - if: email_clicked
      then: send_email("hot_lead_path")

    - if: email_not_opened
      wait: 1 day
      then: send_email("re_engagement")

    - if: email_replied
      then: exit_sequence("move_to_sales")`,
    );
    await cloud.advanceBy('PT5M');
    await does('replier', 'Reply', { text: 'Call me, please.' });
    await does('clicker', 'Click', { link: 'https://example.com/' });
    await does('opener', 'Open');
    await cloud.advanceBy('P2D');
    const subjects = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.keys(ids).map(async (name) => [name, (await subjectsTo(cloud, `${name}@spec.example`)).slice(1)]),
        ),
      );
    expect(await subjects()).toEqual({ replier: [], clicker: ['Hot'], opener: ['Engaged'], slow: [], silent: [] });
    await does('slow', 'Open');
    await cloud.advanceBy('P1D');
    expect(await subjects()).toMatchObject({ slow: ['Engaged'], silent: ['Again'] });
    expect((await journeyOf(campaignId, ids['replier'])).enrollment).toEqual({
      status: 'exited',
      exitReason: 'move_to_sales',
    });
    await cloud.advanceBy('PT2H');
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
    expect(await booksOf(cloud, campaignId)).toMatchObject({
      balanced: true,
      settled: true,
      enrollments: { completed: 4, 'exited:move_to_sales': 1 },
    });
  });

  it('schedule: nine by the clock of each reader, on no weekend and no holiday', async () => {
    const zones = {
      newyork: 'America/New_York',
      losangeles: 'America/Los_Angeles',
      london: 'Europe/London',
      nowhere: null,
    };
    const contacts = Object.entries(zones).map(([name, timezone]) => [name, { timezone }] as const);
    const ids = await people('Nine', Object.fromEntries(contacts));
    const monday = await untilMonday(cloud);
    const tuesday = new Date(monday + dayMs).toISOString().slice(0, 10);
    const holidays = { extra: [{ date: tuesday, name: 'Founding Day' }], ignored: [] };
    await cloud.api.send('PATCH', '/api/settings', { holidays }, z.unknown());
    const campaignId = await launch(
      'Nine',
      `campaign_schedule:
  send_strategy: "recipient_timezone"
  preferred_time: "09:00"
  timezone_fallback: "America/New_York"

  rules:
    - if_timezone_unknown: use_fallback
    - respect_business_hours: true
    - skip_weekends: true
    - skip_holidays: true
steps:
  - { id: one, kind: email, next: pause, ${mail('One').slice(2)}
  - { id: pause, kind: wait, for: 5 days, next: two }
  - { id: two, kind: email, next: null, ${mail('Two').slice(2)}`,
    );
    await cloud.advanceBy('P9D');
    const timesOf = async (name: keyof typeof zones) => {
      const { messages } = await journeyOf(campaignId, ids[name]);
      return messages.map(({ sentAt }) => weekdayTime(sentAt, zones[name] ?? 'America/New_York'));
    };
    for (const name of ['newyork', 'losangeles', 'nowhere'] as const)
      expect(await timesOf(name)).toEqual(['Mon 09:00', 'Mon 09:00']);
    expect(await timesOf('london')).toEqual(['Wed 09:00', 'Mon 09:00']);
    const rulesOf = async (name: string) =>
      (await journeyOf(campaignId, ids[name])).messages.map(({ timing }) => timing?.shifts.map(({ rule }) => rule));
    expect(await rulesOf('london')).toEqual([['preferred_time', 'holiday'], []]);
    expect(await rulesOf('newyork')).toEqual([['preferred_time'], ['weekend']]);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('optimize: who has no history gets the mail at nine, or at a random time of the window as a control', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'].map((name) => `optimal-${name}`);
    const ids = await people('Optimal', Object.fromEntries(names.map((name) => [name, { timezone: 'Asia/Tokyo' }])));
    await untilMonday(cloud);
    await cloud.api.send('PATCH', '/api/settings', { holidays: { extra: [], ignored: [] } }, z.unknown());
    const campaignId = await launch(
      'Optimal',
      `send_optimization:
  enabled: true
  strategy: "engagement_based"

  analysis:
    - historical_open_times
    - historical_click_times
    - industry_benchmarks
    - contact_behavior_patterns

  optimization_window:
    start: "06:00"
    end: "18:00"
    timezone: "recipient_local"
${oneMail}`,
    );
    await cloud.advanceBy('P2D');
    for (const name of names) {
      const [message] = (await journeyOf(campaignId, ids[name])).messages;
      const local = weekdayTime(message?.sentAt ?? '', 'Asia/Tokyo');
      const [rule] = message?.timing?.shifts.map((shift) => shift.rule) ?? [];
      if (rule !== 'explored_time') expect([rule, local]).toEqual(['optimized_time', 'Tue 09:00']);
      expect(local).toMatch(/^(Mon|Tue) (0[6-9]|1[0-7]):(00|15|30|45)$/);
    }
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
  });

  it('exclude: customers are left out, and a higher campaign and its mails come first', async () => {
    const ids = await people('Excluding', { free: {}, customer: { lifecycle: 'customer' } });
    const steps = [anEmail('high1', 'w'), aWait('w', 'high2', 1), anEmail('high2', null)];
    const shared = { priority: 90, exclusions: { inOtherCampaign: 'pause_lower_priority' } };
    const high = await aDraft(cloud.api, steps, ['busy@spec.example'], shared);
    const segments = await cloud.api.get(
      '/api/segments?limit=100',
      z.object({ items: z.array(Created.extend({ name: z.string() })) }),
    );
    const segmentId = segments.items.find(({ name }) => name === 'Excluding')?.id;
    await cloud.api.send('POST', `/api/segments/${segmentId}/members`, { contactIds: high.contactIds }, z.unknown());
    await cloud.api.send('POST', `/api/campaigns/${high.campaignId}/launch`, {}, z.unknown());
    await cloud.advanceBy('PT5M');
    const campaignId = await launch(
      'Excluding',
      `priority: 10
exclusion_rules:
  - exclude_if: "in_other_campaign"
  - exclude_if: "received_email_last_24h"
  - exclude_if: "marked_as_customer"

  priority_handling:
    - if_conflict: "pause_lower_priority"
    - resume_after: "higher_priority_complete"
${oneMail}`,
    );
    await cloud.advanceBy('PT5M');
    expect(await subjectsTo(cloud, 'free@spec.example')).toEqual(['Only']);
    expect((await journeyOf(campaignId, high.contactIds[0])).enrollment.status).toBe('held');
    await cloud.advanceBy('P1D');
    expect(await subjectsTo(cloud, 'busy@spec.example')).toEqual(['Subject of high1', 'Subject of high2']);
    await cloud.advanceBy('PT23H');
    expect(await subjectsTo(cloud, 'busy@spec.example')).toHaveLength(2);
    await cloud.advanceBy('PT3H');
    expect(await subjectsTo(cloud, 'busy@spec.example')).toEqual(['Subject of high1', 'Subject of high2', 'Only']);
    expect(await subjectsTo(cloud, 'customer@spec.example')).toEqual([]);
    expect((await cloud.raw('GET', `/api/campaigns/${campaignId}/audience`)).body).toMatchObject({
      members: 3,
      enrolled: 2,
      excluded: { customer: 1 },
    });
    expect((await cloud.raw('GET', `/api/campaigns/${campaignId}/enrollments/${ids['customer']}`)).status).toBe(404);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, enrollments: { completed: 2 } });
  });
});
