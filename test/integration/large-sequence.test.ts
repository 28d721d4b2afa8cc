import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { aLaunched, analyticsOf, subjectsTo, timelineOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Created = z.object({ id: z.string() });
const repliesAlways = { ...quietPeople, default: { ...quietPeople.default, open: 1, replyGivenOpen: 1 } };

describe('a sequence too large for a row', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('lies on S3 and runs like any other, through every function that reads it', async () => {
    const filler = '<p>Penguins walk a long way for their friends.</p>'.repeat(3_600);
    const html = `${filler}<p><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>`;
    const template = { name: 'A long letter', subject: 'A long letter', html };
    const { id: templateId } = await cloud.api.send('POST', '/api/templates', template, Created);
    const letter = (id: string, next: string | null) => {
      const { html: _, ...email } = anEmail(id, next);
      return { ...email, templateId };
    };
    const steps = [
      letter('first', 'w'),
      aWait('w', 'second'),
      letter('second', 'v'),
      aWait('v', 'third'),
      letter('third', null),
    ];
    const { campaignId, contactIds } = await aLaunched(cloud, steps, ['long@one.example'], { stopOnReply: 'always' });
    expect((await cloud.raw('GET', `/api/campaigns/${campaignId}/versions/1`)).body).toMatchObject({ number: 1 });
    await cloud.people(repliesAlways);
    await cloud.advanceBy('P2DT5M');
    await cloud.advanceBy('P4D');
    expect(await subjectsTo(cloud, 'long@one.example')).toEqual(['Subject of first', 'Subject of second']);
    const { enrollment } = await timelineOf(cloud.api, campaignId, contactIds[0] ?? '');
    const { byStep } = await analyticsOf(cloud.api, campaignId);
    expect(byStep.map(({ stepId }) => stepId)).toEqual(['first', 'second', 'third']);
    expect(enrollment.status).toBe('exited');
    expect(enrollment.exitReason).toBe('replied');
  });
});
