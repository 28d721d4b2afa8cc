import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../src/contracts/campaign.ts';
import type { ExperimentRow, ExperimentTask, LookInput } from '../../../src/contracts/experiment.ts';
import type { Notice } from '../../../src/contracts/webhook.ts';
import type { PlanWork } from '../../../src/contracts/work.ts';
import { noCounters } from '../../../src/domain/analytics/metrics.ts';
import { newExperiment } from '../../../src/domain/experiment/start.ts';
import { beginTests } from '../../../src/usecases/experiments/begin-tests.ts';
import { evaluateExperiment } from '../../../src/usecases/experiments/evaluate.ts';
import { lookAgain, lookAtForgotten } from '../../../src/usecases/experiments/look-again.ts';
import { spoiledTests } from '../../../src/usecases/experiments/spoiled-tests.ts';
import type { ExperimentStore } from '../../../src/usecases/ports/experiment-store.ts';
import type { CounterRow } from '../../../src/usecases/ports/stats-store.ts';
import { aCampaign, anEmail, aSegment, aSequence, at } from '../../support/builders.ts';

const start = at('2026-11-25T09:00:00Z');
const hoursOn = (hours: number): string => new Date(Date.parse(start) + hours * 3_600_000).toISOString();
const step = {
  ...anEmail('offer', null),
  variants: [
    { key: 'a', subject: 'One' },
    { key: 'b', subject: 'Two' },
  ],
};
const scope = { tenantId: 'ten_1', principal: 'system' };
const aRow = (over: Partial<ExperimentRow> = {}): ExperimentRow => ({
  ...newExperiment(step, { tenantId: 'ten_1', campaignId: 'cmp_1', audience: 2_000, startedAt: start }),
  ...over,
});

/** One test in memory, with what it puts on the plan queue and starts. */
function aWorld(row: ExperimentRow | undefined = aRow(), campaign: Campaign = aCampaign({ shards: 2 })) {
  const world = {
    row: row as ExperimentRow | undefined,
    campaign,
    now: hoursOn(3),
    counters: [] as CounterRow[],
    plan: [] as PlanWork[],
    started: [] as LookInput[],
    told: [] as Notice[],
    /** Dies once after the next save. */
    dies: false,
    /** Somebody else saves first. */
    loses: false,
  };
  const experiments: ExperimentStore = {
    get: async () => world.row,
    list: async () => (world.row ? [world.row] : []),
    create: async ([first]) => {
      world.row ??= first;
    },
    save: async (next, seenRev) => {
      if (world.loses || world.row?.rev !== seenRev) return false;
      world.row = next;
      if (!world.dies) return true;
      world.dies = false;
      throw new Error('killed');
    },
  };
  const deps = {
    experiments,
    experimentRuns: { start: async (input: LookInput) => void world.started.push(input) },
    campaigns: { get: async () => world.campaign },
    stats: { read: async () => world.counters },
    queues: { plan: async (work: PlanWork) => void world.plan.push(work) },
    segments: { get: async () => aSegment({ memberCount: 500 }) },
    readSequence: async () => aSequence(step),
    tell: async (_: unknown, notices: readonly Notice[]) => void world.told.push(...notices),
    clock: { now: () => world.now },
  };
  const call = (task: ExperimentTask['task'] = 'evaluate', generation = 0) =>
    evaluateExperiment(deps)({
      task,
      tenantId: 'ten_1',
      campaignId: 'cmp_1',
      stepId: 'offer',
      generation,
      waitUntil: world.now,
    });
  return { world, deps, call };
}

const delivered = (a: number, b: number): CounterRow[] =>
  [a, b].map((uniqueClicks, i) => ({
    day: '2026-11-25',
    stepId: 'offer',
    variant: `test:${'ab'[i]}`,
    counters: { ...noCounters, emailsSent: 1_000, emailsDelivered: 1_000, uniqueClicks },
    mills: {},
  }));

describe('one wake of the experiment machine', () => {
  it('looks, and says when it looks again', async () => {
    const { call, world } = aWorld();
    expect(await call()).toMatchObject({ next: 'look_again', waitUntil: hoursOn(6) });
    expect(world.row).toMatchObject({ status: 'running', looks: [{ look: 'early' }] });
    expect(world.told).toEqual([]);
  });

  it('decides, and lets those go who wait, each shard by a message of its own', async () => {
    const { call, world } = aWorld();
    world.counters = delivered(20, 200);
    expect((await call()).next).toBe('release');
    expect(world.plan).toEqual([]);
    expect(world.told).toMatchObject([{ type: 'experiment.decided', data: { stepId: 'offer', variant: 'b' } }]);
    expect((await call('release')).next).toBe('done');
    expect(world.plan).toEqual(
      [0, 1].map((shard) => ({ kind: 'release', tenantId: 'ten_1', campaignId: 'cmp_1', shard, cursor: null })),
    );
  });

  it('decides nothing a second time when it was killed after the decision, and still lets them go', async () => {
    const { call, world } = aWorld();
    world.counters = delivered(20, 200);
    world.dies = true;
    await expect(call()).rejects.toThrow('killed');
    const decided = world.row;
    world.counters = delivered(200, 20);
    expect((await call()).next).toBe('release');
    expect(world.row).toBe(decided);
    expect(world.told).toMatchObject([{ type: 'experiment.decided', at: world.now, data: { variant: 'b' } }]);
  });

  it('takes no look twice when it was killed after one', async () => {
    const { call, world, deps } = aWorld();
    world.dies = true;
    const input = { tenantId: 'ten_1', campaignId: 'cmp_1', stepId: 'offer', generation: 0, waitUntil: world.now };
    await expect(call()).rejects.toThrow('killed');
    const again = await evaluateExperiment(deps)({ ...input, task: 'evaluate' });
    expect(again).toEqual({ ...input, waitUntil: hoursOn(6), next: 'look_again' });
    expect(world.row?.looks).toHaveLength(1);
  });

  it('asks to be called again when somebody decides at the same moment', async () => {
    const { call, world } = aWorld();
    world.loses = true;
    await expect(call()).rejects.toMatchObject({ name: 'ConcurrentChange' });
  });

  it.each([
    ['its campaign is paused', {}, { status: 'paused' }],
    ['its campaign is archived', {}, { status: 'archived' }],
    ['another execution has taken over', { generation: 1 }, {}],
    ['a person has to decide', { status: 'awaiting', nextLookAt: null }, {}],
  ] as const)('ends without a look where %s', async (_, row, campaign) => {
    const { call, world } = aWorld(aRow(row), aCampaign(campaign));
    expect((await call()).next).toBe('done');
    expect(world.row?.looks).toEqual([]);
  });
});

describe('the executions of a test', () => {
  it('begin once with the campaign, and with the size of its audience', async () => {
    const { world, deps } = aWorld();
    world.row = undefined;
    world.now = start;
    await beginTests(deps, scope, world.campaign);
    const begun = world.row;
    world.now = hoursOn(1);
    await beginTests(deps, scope, world.campaign);
    expect(world.row).toBe(begun);
    expect(begun).toMatchObject({ startedAt: start, rule: { planned: 500 } });
    expect(new Set(world.started.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(world.started[0]).toMatchObject({ stepId: 'offer', generation: 0, waitUntil: hoursOn(3) });
  });

  it('count from the local time at which contacts begin, in the zone of the campaign', async () => {
    const campaign = aCampaign({ startLocal: '2026-11-26T09:00', timezone: 'America/New_York', launchedAt: start });
    const { world, deps } = aWorld(undefined, campaign);
    world.row = undefined;
    world.now = start;
    await beginTests(deps, scope, campaign);
    expect(world.row).toMatchObject({ startedAt: at('2026-11-26T14:00:00Z'), decideAt: at('2026-11-27T14:00:00Z') });
  });

  it('go on after a pause under the next number, at the latest when the pause has moved the decision to', async () => {
    const pauses = [{ from: hoursOn(1), to: hoursOn(41), policy: 'shift' as const }];
    const { world, deps } = aWorld(aRow(), aCampaign({ pauses }));
    world.now = hoursOn(41);
    await lookAgain(deps, scope, world.campaign);
    expect(world.started).toMatchObject([{ generation: 1, waitUntil: hoursOn(44) }]);
    world.now = hoursOn(63);
    await lookAgain(deps, scope, world.campaign);
    expect(world.started[1]).toMatchObject({ generation: 2, waitUntil: hoursOn(64) });
  });

  it('are started again by the sweeper where one is lost, and only there', async () => {
    const { world, deps } = aWorld();
    expect(await lookAtForgotten(deps, scope, world.campaign, hoursOn(2))).toBe(true);
    expect(world.started).toEqual([]);
    await lookAtForgotten(deps, scope, world.campaign, hoursOn(4));
    expect(world.started).toMatchObject([{ generation: 1, waitUntil: hoursOn(3) }]);
  });
});

describe('a new version of a campaign whose test runs', () => {
  const spoiled = async (row: ExperimentRow, changed: object) =>
    (await spoiledTests(aWorld(row).deps, scope, aCampaign(), aSequence({ ...step, ...changed }))).map(
      ({ path, code }) => `${path} ${code}`,
    );

  it('may not change what is tested or by what rule', async () => {
    expect(await spoiled(aRow(), {})).toEqual([]);
    expect(await spoiled(aRow(), { name: 'Another name' })).toEqual([]);
    expect(await spoiled(aRow(), { html: '<p>New</p>' })).toEqual(['body.steps.0 test_running']);
    expect(await spoiled(aRow(), { experiment: { share: 5 } })).toEqual(['body.steps.0 test_running']);
  });

  it('is the same design in whatever order its fields come back, and with other names', async () => {
    const [a, b] = step.variants;
    const reordered = {
      variants: [
        { subject: a?.subject, key: 'a', name: 'Ann' },
        { subject: b?.subject, key: 'b' },
      ],
    };
    expect(await spoiled(aRow(), reordered)).toEqual([]);
    expect(await spoiled(aRow(), { variants: [a, { ...b, weight: 2 }] })).toEqual(['body.steps.0 test_running']);
  });

  it('may change all of it once the test is decided, or under another id', async () => {
    expect(await spoiled(aRow({ status: 'decided' }), { html: '<p>New</p>' })).toEqual([]);
    expect(await spoiled(aRow(), { id: 'other', html: '<p>New</p>' })).toEqual([]);
  });
});
