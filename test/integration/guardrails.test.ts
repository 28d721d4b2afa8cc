import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, booksOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Guarded = z.object({
  campaign: z.object({
    status: z.string(),
    pauseReason: z.string().nullable(),
    guardrail: z
      .object({ level: z.string(), of: z.string(), count: z.number(), sent: z.number(), explanation: z.string() })
      .nullable(),
  }),
});

describe('a campaign whose mails bounce', () => {
  const steps = [anEmail('first', 'w'), aWait('w', 'second'), anEmail('second', null)];
  const addresses = Array.from({ length: 220 }, (_, n) => `reader${n}@one.example`);
  let cloud: TestCloud;
  let campaignId: string;
  const campaign = async () => (await cloud.api.get(`/api/campaigns/${campaignId}`, Guarded)).campaign;
  const resume = (body: object) =>
    cloud.raw('POST', `/api/campaigns/${campaignId}/resume`, { body: JSON.stringify(body) });
  const bounce = async (readers: readonly string[], bounceType: string, bounceSubType: string) => {
    for (const address of readers)
      await cloud.events({
        messageId: (await cloud.mailsTo(address)).at(-1)?.messageId,
        type: 'Bounce',
        bounceType,
        bounceSubType,
      });
    await cloud.advanceBy('PT1M');
  };
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
    await cloud.raw('PATCH', '/api/settings', { body: JSON.stringify({ alertEmails: ['boss@penguin.example'] }) });
    ({ campaignId } = await aLaunched(cloud, steps, addresses));
  });
  afterAll(() => cloud.close());

  it('runs on while mailboxes are only full', async () => {
    await bounce(addresses.slice(200), 'Transient', 'MailboxFull');
    expect(await campaign()).toMatchObject({
      status: 'active',
      pauseReason: null,
      guardrail: { level: 'warn', count: expect.any(Number) },
    });
    expect((await analyticsOf(cloud.api, campaignId)).overall).toMatchObject({ emailsBounced: 20, softBounces: 20 });
  });

  it('is paused, says why, and tells the people of the organization', async () => {
    await bounce(addresses.slice(0, 17), 'Permanent', 'NoEmail');
    expect(await campaign()).toMatchObject({
      status: 'paused',
      pauseReason: 'guardrail',
      guardrail: {
        level: 'pause',
        sent: 220,
        explanation: expect.stringMatching(/of 220 mails of this campaign bounced .* "acknowledge": true/),
      },
    });
    const subjects = await subjectsTo(cloud, 'boss@penguin.example');
    expect(subjects).toContain('Paused: the campaign A campaign');
    expect(subjects.filter((subject) => subject.startsWith('Paused'))).toHaveLength(1);
  });

  it('sends nothing until somebody says that they have seen it', async () => {
    await cloud.advanceBy('P3D');
    expect(await subjectsTo(cloud, 'reader100@one.example')).toHaveLength(1);
    const refused = await resume({});
    expect(refused.status).toBe(409);
    expect(refused.body['detail']).toContain('of 220 mails of this campaign bounced');
  });

  it('runs on once they have, and is judged by what follows', async () => {
    expect((await resume({ acknowledge: true, policy: 'now' })).status).toBe(200);
    await cloud.advanceBy('PT1H');
    expect(await subjectsTo(cloud, 'reader100@one.example')).toHaveLength(2);
    await bounce(['reader30@one.example'], 'Permanent', 'NoEmail');
    expect(await campaign()).toMatchObject({ pauseReason: null, guardrail: null });
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, drift: [] });
  });
});

describe('a mailbox that is full', () => {
  const days = ['one', 'two', 'three', 'four'];
  const steps = days.flatMap((day, n) => [
    anEmail(day, n < 3 ? `wait${n}` : null),
    ...(n < 3 ? [aWait(`wait${n}`, days[n + 1] ?? null, 1)] : []),
  ]);
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('gets no more mail after the third within thirty days came back', async () => {
    const { campaignId, contactIds } = await aLaunched(cloud, steps, ['full@one.example', 'strict@one.example']);
    for (let mail = 0; mail < 3; mail++) {
      for (const [address, bounceSubType] of [
        ['full@one.example', 'MailboxFull'],
        ['strict@one.example', 'ContentRejected'],
      ] as const) {
        const messageId = (await cloud.mailsTo(address)).at(-1)?.messageId;
        await cloud.events({ messageId, type: 'Bounce', bounceType: 'Transient', bounceSubType });
      }
      await cloud.advanceBy('P1D');
    }
    expect(await subjectsTo(cloud, 'full@one.example')).toHaveLength(3);
    expect((await timelineOf(cloud.api, campaignId, contactIds[0] ?? '')).enrollment).toMatchObject({
      status: 'exited',
      exitReason: 'bounced',
    });
    expect(await subjectsTo(cloud, 'strict@one.example')).toHaveLength(4);
  });
});
