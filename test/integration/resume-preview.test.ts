import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { ResumePolicy } from '../../src/contracts/campaign.ts';
import type { Step } from '../../src/contracts/step.ts';
import { anEmail } from '../support/builders.ts';
import { aDraft, booksOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const hourMs = 3_600_000;
const Preview = z.object({
  policies: z.array(
    z.object({ policy: z.string(), leaveWithinHour: z.number(), skipped: z.number(), later: z.number() }),
  ),
  held: z.number(),
});
const Messages = z.object({
  messages: z.array(z.object({ stepId: z.string(), status: z.string(), sentAt: z.string().nullable() })),
});

/** Who falls due while the campaign is paused, just after it is resumed, and long after. */
const people = { over: 1, soon: 2, late: 3 } as const;
type Name = keyof typeof people;
const names: readonly Name[] = ['over', 'soon', 'late'];

const ofScore = (value: number, next: string) => ({
  when: { contact: { field: 'leadScore', op: 'eq' as const, value } },
  next,
});
const waitOf = (id: string, value: number, unit: 'days' | 'minutes'): Step => ({
  id,
  kind: 'wait',
  for: { value, unit },
  next: 'second',
});
const steps: readonly Step[] = [
  anEmail('first', 'which'),
  {
    id: 'which',
    kind: 'condition',
    arms: [ofScore(people.over, 'two_days'), ofScore(people.soon, 'four_days')],
    else: 'six_days',
  },
  waitOf('two_days', 2, 'days'),
  waitOf('four_days', 4 * 24 * 60 + 40, 'minutes'),
  waitOf('six_days', 6, 'days'),
  anEmail('second', null),
];

/** Whole hours after the launch at which the second mail leaves. */
const expected: Readonly<Record<ResumePolicy, Readonly<Record<Name, number | 'skipped'>>>> = {
  shift: { over: 48 + 72, soon: 97 + 72, late: 144 + 72 },
  now: { over: 96, soon: 97, late: 144 },
  skip_stale: { over: 'skipped', soon: 97, late: 144 },
};

describe('a resume after three days in the middle of a wait', () => {
  let cloud: TestCloud;
  const post = (path: string, body: object = {}) => cloud.api.send('POST', path, body, z.looseObject({}));
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it.each(['shift', 'now', 'skip_stale'] as const)(
    'with %s does to everybody what the preview said',
    async (policy) => {
      const emails = names.map((name) => `${name}-${policy}@resume.example`);
      const { campaignId, contactIds } = await aDraft(cloud.api, steps, emails);
      for (const [i, name] of names.entries())
        await cloud.api.send('PATCH', `/api/contacts/${contactIds[i]}`, { leadScore: people[name] }, z.looseObject({}));
      await post(`/api/campaigns/${campaignId}/launch`);
      const launchedAt = cloud.cloud.clock.now();
      await cloud.advanceBy('P1D');
      await post(`/api/campaigns/${campaignId}/pause`);
      await cloud.advanceBy('P3D');
      const preview = await cloud.api.get(`/api/campaigns/${campaignId}/resume-preview`, Preview);
      expect(preview.held).toBe(1);
      await post(`/api/campaigns/${campaignId}/resume`, { policy });
      const resumedAt = cloud.cloud.clock.now();
      await cloud.advanceBy('P6D');

      const second = await Promise.all(
        contactIds.map(async (id) => {
          const path = `/api/campaigns/${campaignId}/enrollments/${id}`;
          const { messages } = await cloud.api.get(path, Messages);
          return messages.find(({ stepId }) => stepId === 'second');
        }),
      );
      const left = second.flatMap((one) => (one?.sentAt ? [Date.parse(one.sentAt)] : []));
      expect(preview.policies.find((one) => one.policy === policy)).toEqual({
        policy,
        leaveWithinHour: left.filter((at) => at <= resumedAt + hourMs).length,
        skipped: second.filter((one) => one?.status === 'skipped').length,
        later: left.filter((at) => at > resumedAt + hourMs).length,
      });
      const happened = second.map((one) =>
        one?.sentAt ? Math.round((Date.parse(one.sentAt) - launchedAt) / hourMs) : one?.status,
      );
      expect(Object.fromEntries(names.map((name, i) => [name, happened[i]]))).toEqual(expected[policy]);
      expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true });
    },
  );
});
