import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ExperimentResult } from '../../src/contracts/experiment.ts';
import { ownerClients, resourceOf } from '../support/aws.ts';
import { anEmail } from '../support/builders.ts';
import { aLaunched, booksOf, statusOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';

const Experiments = z.object({ items: z.tuple([ExperimentResult]) });
const variants = [
  { key: 'a', subject: 'One' },
  { key: 'b', subject: 'Two' },
];

describe('A/B tests', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  const resultOf = async (id: string) =>
    (await cloud.api.get(`/api/campaigns/${id}/experiments`, Experiments)).items[0];
  const submit = (email: string) =>
    cloud.api.send('POST', '/api/events', { name: 'form.submitted', email, contact: {} }, z.unknown());

  it('of a triggered campaign run from their first mail on, and count a contact once however often it enters', async () => {
    const { campaignId } = await aLaunched(
      cloud,
      [anEmail('one', null, { variants, experiment: { decideAfter: { value: 6, unit: 'hours' } } })],
      [],
      {
        campaignType: 'triggered',
        segmentId: null,
        trigger: { event: 'form.submitted', reentry: { rule: 'always' } },
      },
    );
    await cloud.advanceBy('P2D');
    const before = await resultOf(campaignId);
    expect(before).toMatchObject({ status: 'waiting', startedAt: null, decideAt: null, decision: null });
    expect(before.sentence).toContain('Its time begins with its first mail.');

    const people = Array.from({ length: 10 }, (_, i) => `p${i}@people.example`);
    const began = await cloud.advanceBy('PT1S');
    for (const email of people) await submit(email);
    await cloud.advanceBy('PT1M');
    for (const email of people.slice(0, 4)) await submit(email);
    await cloud.advanceBy('PT1H');
    const running = await resultOf(campaignId);
    expect(running.status).toBe('running');
    expect(Date.parse(running.startedAt ?? '') - Date.parse(began)).toBeLessThanOrEqual(35 * 60_000);
    expect(running.variants.reduce((sum, { assigned }) => sum + assigned, 0)).toBe(10);
    expect(running.variants.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(10);
    expect((await cloud.allMails()).filter(({ to }) => String(to).endsWith('@people.example'))).toHaveLength(14);
    await cloud.advanceBy('PT7H');
    expect(await resultOf(campaignId)).toMatchObject({ status: 'decided', decision: { by: 'nobody' } });
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, drift: [] });
  }, 240_000);

  it('whose campaign is complete are decided though their execution was lost', async () => {
    const people = Array.from({ length: 6 }, (_, i) => `done${i}@people.example`);
    const { campaignId } = await aLaunched(
      cloud,
      [anEmail('email_1', null, { variants, experiment: { decideAfter: { value: 9, unit: 'days' } } })],
      people,
      { campaignType: 'ab_test' },
    );
    await cloud.advanceBy('P1DT2H');
    expect(await statusOf(cloud.api, campaignId)).toBe('completed');
    expect(await resultOf(campaignId)).toMatchObject({ status: 'running' });
    const { sfn } = ownerClients(cloud.cloud);
    const { arn } = resourceOf(cloud.cloud, 'AWS::StepFunctions::StateMachine', 'Experiment');
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: arn, statusFilter: 'RUNNING' }),
    );
    expect(executions.length).toBeGreaterThan(0);
    for (const { executionArn } of executions) await sfn.send(new StopExecutionCommand({ executionArn }));
    await cloud.advanceBy('P10D');
    expect(await resultOf(campaignId)).toMatchObject({ status: 'decided' });
  }, 240_000);
});
