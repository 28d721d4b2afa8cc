import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, subjectsTo } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { Rivals } from '../support/rivals.ts';

const Created = z.object({ id: z.string() });
const Launched = z.object({ success: z.literal(true) });
const people = 60;
const shared = {
  fromEmail: 'news@penguin.example',
  fromName: 'Penguin News',
  campaignType: 'drip',
};
const steps = (name: string) => [
  anEmail(`${name}1`, `${name}w`),
  aWait(`${name}w`, `${name}2`, 1),
  anEmail(`${name}2`, null),
];

describe('two campaigns that want the same contacts', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  it('let the lower one go on at once when a reply ends the higher one', async () => {
    const rules = { ...shared, exclusions: { inOtherCampaign: 'pause_lower_priority' }, stopOnReply: 'always' };
    const first = await aDraft(cloud.api, steps('slow'), ['talker@both.example'], { ...rules, priority: 10 });
    const second = await cloud.api.send(
      'POST',
      '/api/campaigns',
      { name: 'Urgent', segmentId: first.segmentId, ...rules, priority: 90 },
      Created,
    );
    await cloud.api.send('PUT', `/api/campaigns/${second.id}/steps`, { steps: steps('urgent') }, z.unknown());
    await cloud.api.send('POST', `/api/campaigns/${second.id}/launch`, {}, Launched);
    await cloud.advanceBy('PT5M');
    await cloud.api.send('POST', `/api/campaigns/${first.campaignId}/launch`, {}, Launched);
    await cloud.advanceBy('PT5M');
    const subjects = () => subjectsTo(cloud, 'talker@both.example');
    expect(await subjects()).toEqual(['Subject of urgent1']);
    const [mail] = (await cloud.mailsTo('talker@both.example')).filter(({ direction }) => direction === 'outbound');
    await cloud.events({ messageId: mail?.messageId, type: 'Reply', text: 'Please call me.' });
    await cloud.advanceBy('PT2M');
    expect(await subjects()).toEqual(['Subject of urgent1', 'Subject of slow1']);
  });

  it('never have anybody in both at once, nor mail anybody twice in a day, and both reach everybody', async () => {
    await new Rivals(cloud, people).playOut();
  }, 240_000);
});
