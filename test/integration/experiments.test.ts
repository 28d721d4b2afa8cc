import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ExperimentResult } from '../../src/contracts/experiment.ts';
import { SegmentView } from '../../src/contracts/segment.ts';
import type { EmailStep } from '../../src/contracts/step.ts';
import { ownerClients, resourceOf } from '../support/aws.ts';
import { anEmail, aWait } from '../support/builders.ts';
import { aDraft, booksOf } from '../support/campaigns.ts';
import { quietPeople, startTestCloud, type TestCloud } from '../support/cloud.ts';
import { runImport } from '../support/files.ts';

const Launched = z.object({ success: z.literal(true) });
const Experiments = z.object({ items: z.array(ExperimentResult) });

/** Clicks within minutes, so that a test needs no days. */
const clicks = (share: number) => ({
  open: 1,
  clickGivenOpen: share,
  openDelay: { medianMinutes: 10, sigma: 0.1 },
  clickDelay: { medianMinutes: 1, sigma: 0.1 },
});

const html =
  '<p>Hello, <a href="https://shop.example/new">look here</a>.</p><p><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>';

describe('A/B tests', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
    await cloud.people(quietPeople);
  });
  afterAll(() => cloud.close());

  const anAudience = async (name: string, size: number): Promise<string> => {
    const { id } = await cloud.api.send('POST', '/api/segments', { name }, SegmentView);
    const rows = Array.from({ length: size }, (_, i) => `${name}${i}@ab.example`);
    await runImport(cloud.api, `email\n${rows.join('\n')}\n`, { segmentId: id });
    return id;
  };
  const aTest = async (name: string, size: number, step: Partial<EmailStep>, over: object = {}) => {
    const segmentId = await anAudience(name, size);
    const { campaignId } = await aDraft(cloud.api, [anEmail('email_1', null, { html, ...step })], [], {
      campaignType: 'ab_test',
      segmentId,
      ...over,
    });
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, Launched);
    await cloud.advanceBy('PT5M');
    return campaignId;
  };
  const resultOf = async (campaignId: string): Promise<ExperimentResult> => {
    const { items } = await cloud.api.get(`/api/campaigns/${campaignId}/experiments`, Experiments);
    const [result] = items;
    if (!result) throw new Error('The campaign has no test');
    return result;
  };
  const choose = (campaignId: string, stepId: string, variant: string) =>
    cloud.api.send(
      'POST',
      `/api/campaigns/${campaignId}/experiments/${stepId}/decision`,
      { variant },
      ExperimentResult,
    );
  const subjectsOf = async (name: string): Promise<Record<string, number>> => {
    const mine = (await cloud.allMails()).filter(({ to }) => String(to).startsWith(name));
    return Object.fromEntries([...Map.groupBy(mine, ({ subject }) => subject)].map(([key, all]) => [key, all.length]));
  };

  it('sends the better subject to the rest, and says so', async () => {
    await cloud.people({
      people: [
        { match: 'better*', subject: 'Plain', profile: clicks(0.05) },
        { match: 'better*', subject: 'Catchy', profile: clicks(0.8) },
      ],
    });
    const campaignId = await aTest('better', 240, {
      variants: [
        { key: 'a', subject: 'Plain' },
        { key: 'b', name: 'Catchy one', subject: 'Catchy' },
      ],
      experiment: { share: 50, decideAfter: { value: 8, unit: 'hours' }, minimumPerVariant: 40 },
    });
    const early = await resultOf(campaignId);
    expect(early).toMatchObject({ status: 'running', control: 'a', decision: null });
    const tested = await subjectsOf('better');
    const inTest = (tested['Plain'] ?? 0) + (tested['Catchy'] ?? 0);
    expect(inTest).toBeGreaterThan(90);
    expect(inTest).toBeLessThan(150);

    await cloud.advanceBy('PT12H');
    const result = await resultOf(campaignId);
    expect(result).toMatchObject({ status: 'decided', decision: { variant: 'b' }, sampleRatio: { ok: true } });
    expect(result.sentence).toMatch(/^"Catchy one" \(b\) \(.+ % of \d+ clicked\) has won and goes to the rest\.$/);
    const after = await subjectsOf('better');
    expect(after['Plain']).toBe(tested['Plain']);
    expect((after['Plain'] ?? 0) + (after['Catchy'] ?? 0)).toBe(240);
    expect(result.variants.map(({ assigned }) => assigned)).toEqual([tested['Plain'], tested['Catchy']]);
    expect(await booksOf(cloud, campaignId)).toMatchObject({ balanced: true, settled: true, drift: [] });
  }, 240_000);

  it('says that nobody has won where the variants are alike, and sends the control to the rest', async () => {
    await cloud.people({ people: [{ match: 'level*', profile: clicks(1) }] });
    const campaignId = await aTest('level', 160, {
      variants: [
        { key: 'a', subject: 'One' },
        { key: 'b', subject: 'Two' },
      ],
      experiment: { share: 50, decideAfter: { value: 8, unit: 'hours' }, minimumPerVariant: 20 },
    });
    const tested = await subjectsOf('level');
    await cloud.advanceBy('PT12H');
    const result = await resultOf(campaignId);
    expect(result.decision).toMatchObject({ variant: 'a', by: 'nobody', why: 'no_difference', person: null });
    expect(result.sentence).toMatch(
      /^No winner: the difference may be chance\. The control "a" \(.+\) goes to the rest\./,
    );
    const after = await subjectsOf('level');
    expect(after['Two']).toBe(tested['Two']);
    expect((after['One'] ?? 0) + (after['Two'] ?? 0)).toBe(160);
    expect(result.variants.map(({ assigned }) => assigned)).toEqual([tested['One'], tested['Two']]);
  }, 240_000);

  it('sends what a person chose, before the test is due, once and for all', async () => {
    const campaignId = await aTest('hand', 40, {
      fromName: 'The step',
      variants: [
        { key: 'a', subject: 'Mine' },
        { key: 'b', subject: 'Yours', fromName: 'The variant' },
      ],
      experiment: { share: 20, decideAfter: { value: 5, unit: 'days' }, winner: 'manual' },
    });
    const path = `/api/campaigns/${campaignId}/experiments/email_1/decision`;
    const decide = (variant: string, headers: Record<string, string> = {}) =>
      cloud.raw('POST', path, { body: JSON.stringify({ variant }), headers });
    expect(await decide('c')).toMatchObject({ status: 422, body: { errors: [{ path: 'body.variant' }] } });
    expect((await decide('b', { 'if-match': '"77"' })).status).toBe(412);
    const chosen = await decide('b');
    expect(chosen.body).toMatchObject({ status: 'decided', decision: { variant: 'b', by: 'person' } });
    expect((await decide('a')).status).toBe(409);

    await cloud.advanceBy('PT5M');
    const subjects = await subjectsOf('hand');
    expect(Object.values(subjects).reduce((sum, n) => sum + n, 0)).toBe(40);
    expect(subjects['Yours']).toBeGreaterThanOrEqual(30);
    const [mail] = (await cloud.allMails()).filter(({ subject }) => subject === 'Yours');
    expect(mail?.from).toContain('The variant');

    const task = { tenantId: cloud.tenantId, campaignId, stepId: 'email_1', generation: 0, waitUntil: '2026-01-01' };
    for (const what of ['evaluate', 'release', 'release'])
      await cloud.invoke('EvaluateExperiment', { ...task, task: what });
    await cloud.advanceBy('P6D');
    expect(await subjectsOf('hand')).toEqual(subjects);
    expect((await resultOf(campaignId)).decision).toEqual(chosen.body['decision']);
  }, 240_000);

  it('asks for a person when the time of a manual test is up, and lets nobody go before', async () => {
    const campaignId = await aTest('ask', 30, {
      variants: [
        { key: 'a', subject: 'Left' },
        { key: 'b', subject: 'Right' },
      ],
      experiment: { share: 40, decideAfter: { value: 4, unit: 'hours' }, winner: 'manual' },
    });
    const tested = await subjectsOf('ask');
    await cloud.advanceBy('P3D');
    const waiting = await resultOf(campaignId);
    expect(waiting.status).toBe('awaiting');
    expect(waiting.sentence).toContain('choose the winner with POST');
    expect(await subjectsOf('ask')).toEqual(tested);
    await choose(campaignId, 'email_1', 'a');
    await cloud.advanceBy('PT5M');
    const after = await subjectsOf('ask');
    expect(after['Right']).toBe(tested['Right']);
    expect((after['Left'] ?? 0) + (after['Right'] ?? 0)).toBe(30);
  }, 240_000);

  it('decides later by a pause that shifts, and sends nothing while it lasts', async () => {
    const campaignId = await aTest('pause', 60, {
      variants: [
        { key: 'a', subject: 'Stop' },
        { key: 'b', subject: 'Go' },
      ],
      experiment: { share: 50, decideAfter: { value: 8, unit: 'hours' } },
    });
    const tested = await subjectsOf('pause');
    const due = Date.parse((await resultOf(campaignId)).decideAt ?? '');
    await cloud.advanceBy('PT2H');
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/pause`, {}, Launched);
    await cloud.advanceBy('PT20H');
    expect(await subjectsOf('pause')).toEqual(tested);
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/resume`, { policy: 'shift' }, Launched);
    const shifted = await resultOf(campaignId);
    expect(shifted.decision).toBeNull();
    expect((Date.parse(shifted.decideAt ?? '') - due) / 3_600_000).toBeCloseTo(20, 1);
    await cloud.advanceBy('PT8H');
    expect((await resultOf(campaignId)).decision).toMatchObject({ variant: 'a', by: 'nobody', why: 'few_people' });
    const after = await subjectsOf('pause');
    expect(after['Go']).toBe(tested['Go']);
    expect((after['Stop'] ?? 0) + (after['Go'] ?? 0)).toBe(60);
  }, 240_000);

  it('tests a mail in the midst of a drip: who comes to it after the decision gets the winner', async () => {
    const segmentId = await anAudience('drip', 30);
    const steps = [
      anEmail('hello', 'pause', { subject: 'Hello' }),
      aWait('pause', 'offer', 1),
      anEmail('offer', null, {
        html,
        variants: [
          { key: 'a', subject: 'Offer A' },
          { key: 'b', subject: 'Offer B' },
        ],
        experiment: { decideAfter: { value: 3, unit: 'days' }, metric: { goal: 'order.completed' } },
      }),
    ];
    const { campaignId } = await aDraft(cloud.api, steps, [], {
      segmentId,
      enrollmentRules: { newContacts: 'auto_enroll' },
    });
    await cloud.api.send('POST', `/api/campaigns/${campaignId}/launch`, {}, Launched);
    await cloud.advanceBy('P1DT1H');
    const tested = await subjectsOf('drip');
    expect((tested['Offer A'] ?? 0) + (tested['Offer B'] ?? 0)).toBe(30);
    const publish = async (offer: Partial<EmailStep>, hello: Partial<EmailStep> = {}) => {
      const changed = steps.map((step) => ({
        ...step,
        ...(step.id === 'offer' ? offer : {}),
        ...(step.id === 'hello' ? hello : {}),
      }));
      await cloud.raw('PUT', `/api/campaigns/${campaignId}/steps`, { body: JSON.stringify({ steps: changed }) });
      return cloud.raw('POST', `/api/campaigns/${campaignId}/versions`, { body: '{}' });
    };
    expect(await publish({ html: `${html}<p>More</p>` })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'body.steps.2', code: 'test_running' }] },
    });
    expect((await publish({}, { subject: 'Hello again' })).status).toBe(201);
    const [buyer] = (await cloud.allMails()).filter(({ subject }) => subject === 'Offer B');
    const order = { name: 'order.completed', email: String(buyer?.to) };
    await cloud.api.send('POST', '/api/events', order, z.unknown());
    await cloud.api.send('POST', '/api/events', order, z.unknown());
    await cloud.advanceBy('PT5M');
    expect((await resultOf(campaignId)).variants).toMatchObject([
      { key: 'a', goals: 0, hits: 0 },
      { key: 'b', goals: 1, hits: 1 },
    ]);
    await choose(campaignId, 'offer', 'b');
    expect((await publish({ html: `${html}<p>More</p>` })).status).toBe(201);
    const late = Array.from({ length: 8 }, (_, i) => `drip-late${i}@ab.example`);
    await runImport(cloud.api, `email\n${late.join('\n')}\n`, { segmentId });
    await cloud.advanceBy('P2D');
    expect(await subjectsOf('drip-late')).toEqual({ Hello: 8, 'Offer B': 8 });
    const result = await resultOf(campaignId);
    expect(result.variants.reduce((sum, { assigned }) => sum + assigned, 0)).toBe(30);
  }, 240_000);

  it('finds a test whose execution was lost, and decides it', async () => {
    const campaignId = await aTest('lost', 20, {
      variants: [
        { key: 'a', subject: 'Lost' },
        { key: 'b', subject: 'Found' },
      ],
      experiment: { share: 50, decideAfter: { value: 2, unit: 'hours' } },
    });
    const { sfn } = ownerClients(cloud.cloud);
    const { arn } = resourceOf(cloud.cloud, 'AWS::StepFunctions::StateMachine', 'Experiment');
    const { executions = [] } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: arn, statusFilter: 'RUNNING' }),
    );
    expect(executions).toHaveLength(1);
    for (const { executionArn } of executions) await sfn.send(new StopExecutionCommand({ executionArn }));
    await cloud.advanceBy('PT4H');
    expect((await resultOf(campaignId)).decision).toMatchObject({ variant: 'a', by: 'nobody' });
    const subjects = await subjectsOf('lost');
    expect((subjects['Lost'] ?? 0) + (subjects['Found'] ?? 0)).toBe(20);
  }, 240_000);

  it('tests the time of day: each variant leaves at its own, in the zone of the reader', async () => {
    const campaignId = await aTest('clock', 12, {
      variants: [
        { key: 'a', localTime: '09:00' },
        { key: 'b', localTime: '18:00' },
      ],
      experiment: { decideAfter: { value: 3, unit: 'days' } },
    });
    await cloud.advanceBy('P1DT1H');
    const Sent = z.object({
      items: z.array(
        z.object({ sentAt: z.string(), variant: z.object({ key: z.enum(['a', 'b']), role: z.literal('test') }) }),
      ),
    });
    const { items } = await cloud.api.get(`/api/campaigns/${campaignId}/messages?limit=100`, Sent);
    expect(items).toHaveLength(12);
    const times = { a: '09:0', b: '18:0' };
    for (const { sentAt, variant } of items) expect(sentAt.slice(11, 15)).toBe(times[variant.key]);
    expect(new Set(items.map(({ variant }) => variant.key)).size).toBe(2);
  }, 240_000);
});
