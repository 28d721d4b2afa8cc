import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlanWork } from '../../src/contracts/work.ts';
import { beginRefresh } from '../../src/usecases/audience/begin-refresh.ts';
import { type Deps, refreshSegment } from '../../src/usecases/audience/refresh-segment.ts';
import { launchCampaign } from '../../src/usecases/campaigns/launch-campaign.ts';
import { deleteContact } from '../../src/usecases/contacts/leave-contact.ts';
import { removeMembers } from '../../src/usecases/contacts/segments.ts';
import { refreshSegments } from '../../src/usecases/jobs/refresh-segments.ts';
import { aContact, aSegment } from '../support/builders.ts';
import { aDraft, aPlanned } from './support/arrange.ts';
import { deliver, runUntilQuiet, takeMessages } from './support/deliver.ts';
import { useEngine } from './support/engine.ts';
import { explore, orders } from './support/explore.ts';
import { expectConsistent, rowsOf } from './support/judge.ts';
import { Stage } from './support/stage.ts';

const segmentId = 'seg_large';
const large = { contact: { field: 'companySize', op: 'gt', value: 100 } } as const;
const following = { newContacts: 'auto_enroll', exitedContacts: 'remove_from_sequence' } as const;

async function someContacts(stage: Stage, group: string, count: number, companySize: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => stage.ids.next('contact'));
  for (const id of ids)
    await stage.stores.contacts.create(stage.scope, aContact({ id, email: `${id}@${group}.example`, companySize }));
  return ids;
}

const aDynamic = (stage: Stage): Promise<void> =>
  stage.stores.segments.create(
    stage.scope,
    aSegment({ id: segmentId, type: 'dynamic', rule: large, ruleRev: 1, refresh: 'daily' }),
  );

async function resize(stage: Stage, id: string, companySize: number): Promise<void> {
  for (;;) {
    const seen = await stage.stores.contacts.get(stage.scope, id);
    if (!seen) return;
    if ((await stage.stores.contacts.save(stage.scope, { ...seen, companySize, rev: seen.rev + 1 }, seen)) === 'saved')
      return;
  }
}

async function membersOf(stage: Stage): Promise<string[]> {
  const found: string[] = [];
  let from: string | null = null;
  do {
    const page = await stage.stores.segments.members(stage.scope, { id: segmentId }, from, 100);
    found.push(...page.contactIds);
    from = page.next;
  } while (from);
  return found.toSorted();
}

/** The rows under the segment, the profiles and the count say the same. */
async function expectMembers(stage: Stage, all: readonly string[], wanted: readonly string[]): Promise<void> {
  const { stores, scope } = stage;
  const profiles = await stores.contacts.getMany(scope, all);
  const onProfiles = profiles.filter(({ segments }) => segments.includes(segmentId)).map(({ id }) => id);
  expect(await membersOf(stage)).toEqual(wanted.toSorted());
  expect(onProfiles.toSorted()).toEqual(wanted.toSorted());
  expect(await stores.segments.get(scope, segmentId)).toMatchObject({
    memberCount: wanted.length,
    refreshState: 'done',
  });
}

async function refreshed(stage: Stage): Promise<void> {
  await beginRefresh(stage.common, stage.scope, segmentId);
  await runUntilQuiet(stage, stage.clock.ms + 3_600_000);
}

describe('race 17: refreshes of a segment, beside each other and a launch', () => {
  const engine = useEngine();

  it('let each contact enter once, and nobody stay who has left', () =>
    explore(engine, 15, orders, async (stage, scheduler) => {
      await aDynamic(stage);
      const [joins, stays, leaves, never] = [
        await someContacts(stage, 'joins', 2, 5),
        await someContacts(stage, 'stays', 3, 500),
        await someContacts(stage, 'leaves', 2, 500),
        await someContacts(stage, 'never', 2, 5),
      ];
      const { campaignId, contactIds: drafted } = await aDraft(stage, {
        over: { segmentId, enrollmentRules: following },
      });
      stays.push(...drafted);
      const contactIds = [...joins, ...stays, ...leaves, ...never];
      const begin = (supersede: boolean) => () => beginRefresh(stage.common, stage.scope, segmentId, { supersede });
      await stage.gate.race(scheduler, begin(false), begin(true), () =>
        launchCampaign(stage.common)(stage.scope, campaignId),
      );
      const twice = takeMessages(stage).flatMap((message) => [message, message]);
      await stage.gate.race(
        scheduler,
        ...twice.map((message) => () => deliver(stage, message)),
        () => resize(stage, joins[0]!, 900),
        () => resize(stage, leaves[0]!, 9),
      );
      await runUntilQuiet(stage, stage.clock.ms + 3_600_000);
      await resize(stage, joins[1]!, 900);
      await resize(stage, leaves[1]!, 9);
      await refreshed(stage);
      await expectMembers(stage, contactIds, [...joins, ...stays]);
      const rows = await rowsOf(stage, { campaignId, contactIds });
      expectConsistent(stage, rows);
      const enrolled = (ids: readonly string[]) =>
        ids.map((id) => rows.enrollments.filter((row) => row.contactId === id).map(({ status }) => status));
      expect(enrolled(stays)).toEqual(stays.map(() => ['active']));
      expect(enrolled(joins)).toEqual(joins.map(() => ['active']));
      expect(enrolled(never)).toEqual(never.map(() => []));
      for (const statuses of enrolled(leaves)) expect([[], ['exited']]).toContainEqual(statuses);
    }));

  it('do not bring back a member that was erased meanwhile', () =>
    explore(engine, 15, orders, async (stage, scheduler) => {
      await aDynamic(stage);
      const [gone = '', ...others] = await someContacts(stage, 'erased', 3, 500);
      await beginRefresh(stage.common, stage.scope, segmentId);
      const works = takeMessages(stage).map((message) => () => deliver(stage, message));
      await stage.gate.race(scheduler, ...works, () => deleteContact(stage.common)(stage.scope, gone));
      await runUntilQuiet(stage, stage.clock.ms + 3_600_000);
      await expectMembers(stage, [gone, ...others], others);
    }));
});

describe('race 17: who leaves a segment while the launch enrolls its members', () => {
  const engine = useEngine();

  it('is out of the campaign in every order', () =>
    explore(engine, 60, orders, async (stage, scheduler) => {
      const { stores, scope, common } = stage;
      const segment = aSegment({ id: 'seg_list' });
      await stores.segments.create(scope, segment);
      const over = { segmentId: segment.id, enrollmentRules: following };
      const cast = await aPlanned(stage, { over });
      await stores.segments.addMembers(scope, segment, cast.contactIds);
      await stores.uses.add(scope, segment.id, cast.campaignId);
      await stage.outside.queues.enrol([cast.chunk]);
      const [chunk] = takeMessages(stage, 'enrol');
      await stage.gate.race(
        scheduler,
        () => deliver(stage, chunk!),
        async () => {
          await removeMembers(common)(scope, segment.id, cast.contactIds);
          for (const told of takeMessages(stage, 'enrol')) await deliver(stage, told);
        },
      );
      await runUntilQuiet(stage, stage.clock.ms + 3_600_000);
      const rows = await rowsOf(stage, cast);
      expectConsistent(stage, rows);
      expect(rows.enrollments.filter(({ status }) => status !== 'exited')).toEqual([]);
    }));
});

/** Delivers the messages that name something, and those that follow from them, as far as they are visible now. */
async function deliverFirst(stage: Stage, name: string): Promise<void> {
  for (;;) {
    const visible = takeMessages(stage);
    const first = visible.find(({ body }) => body.includes(name));
    stage.outside.messages.unshift(...visible.filter((one) => one !== first));
    if (!first) return;
    await deliver(stage, first);
  }
}

describe('refreshes of a segment, one after the other', () => {
  const engine = useEngine();
  const quarterMs = 15 * 60_000;

  it('refuse a second one while the first moves, and take over from one that died', async () => {
    const stage = new Stage(engine());
    await aDynamic(stage);
    const ids = await someContacts(stage, 'lease', 4, 500);
    const begin = () => beginRefresh(stage.common, stage.scope, segmentId);
    expect(await begin()).toBe('begun');
    const lost = takeMessages(stage);
    await deliver(stage, lost[0]!);
    stage.clock.moveTo(stage.clock.ms + quarterMs - 1_000);
    expect(await begin()).toBe('running');
    stage.clock.moveTo(stage.clock.ms + 2_000);
    expect(await begin()).toBe('begun');
    for (const late of lost) await deliver(stage, late);
    await runUntilQuiet(stage);
    await expectMembers(stage, ids, ids);
  });

  it('at night begin with the segments that others ask about', async () => {
    const stage = new Stage(engine());
    const { stores, scope, common } = stage;
    await aDynamic(stage);
    const outer = { type: 'dynamic', ruleRev: 1, refresh: 'daily' } as const;
    await stores.segments.create(scope, aSegment({ ...outer, id: 'seg_outer', rule: { segment: segmentId } }));
    const [small = '', ...rest] = await someContacts(stage, 'nested', 3, 500);
    await refreshSegments(common);
    await runUntilQuiet(stage, stage.clock.ms + 3_600_000);
    await resize(stage, small, 5);
    await refreshSegments(common);
    await deliverFirst(stage, 'seg_outer');
    await runUntilQuiet(stage, stage.clock.ms + 3_600_000);
    const members = await Promise.all(
      [small, ...rest].map(async (id) => (await stores.contacts.get(scope, id))?.segments.toSorted()),
    );
    expect(members).toEqual([[], ...rest.map(() => [segmentId, 'seg_outer'])]);
  });

  it('that fail five times say so, and leave what they have done to the next one', async () => {
    const stage = new Stage(engine());
    await aDynamic(stage);
    const ids = await someContacts(stage, 'failing', 6, 500);
    await beginRefresh(stage.common, stage.scope, segmentId);
    const [first, ...others] = takeMessages(stage);
    for (const message of others) await deliver(stage, message);
    const work = PlanWork.parse(JSON.parse(first!.body));
    const broken = { ...stage.common.walk, page: () => Promise.reject(new Error('The index does not answer')) };
    for (const received of [1, 2, 3, 4, 5]) {
      expect((await stage.stores.segments.get(stage.scope, segmentId))?.refreshState).toBe('running');
      if (work.kind === 'refresh')
        await expect(refreshSegment({ ...stage.common, walk: broken })(work, received)).rejects.toThrow('index');
    }
    expect((await stage.stores.segments.get(stage.scope, segmentId))?.refreshState).toBe('failed');
    await refreshed(stage);
    await expectMembers(stage, ids, ids);
  });
});

type Fate = 'lives' | 'dies_before' | 'dies_after';
class Killed extends Error {}

/** A worker that dies at its writes, before or after they took effect, as the fates have it. */
function mortal(stage: Stage, fates: Fate[]): Deps {
  const fateful =
    <A extends readonly unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const fate = fates.shift() ?? 'lives';
      if (fate === 'dies_before') throw new Killed();
      const result = await call(...args);
      if (fate === 'dies_after') throw new Killed();
      return result;
    };
  const { common } = stage;
  return {
    ...common,
    walk: { ...common.walk, page: (scope, shard, after) => common.walk.page(scope, shard, after, 3) },
    refreshes: {
      ...common.refreshes,
      commit: fateful(common.refreshes.commit),
      finish: fateful(common.refreshes.finish),
    },
    queues: { ...common.queues, plan: fateful(common.queues.plan), enrol: fateful(common.queues.enrol) },
  };
}

/** Delivers the refresh until its messages are gone; a message whose worker died comes again. */
async function refreshedByMortals(stage: Stage, deps: Deps): Promise<number> {
  let deaths = 0;
  for (let messages = takeMessages(stage, 'plan'); messages.length > 0; messages = takeMessages(stage, 'plan')) {
    for (const message of messages) {
      const work = PlanWork.parse(JSON.parse(message.body));
      if (work.kind !== 'refresh') continue;
      await refreshSegment(deps)(work).catch((cause: unknown) => {
        if (!(cause instanceof Killed)) throw cause;
        deaths += 1;
        stage.outside.messages.push(message);
      });
    }
  }
  return deaths;
}

describe('failure 26: a refresh whose workers are killed at any write', () => {
  const engine = useEngine();
  const fate = fc.constantFrom<Fate>('lives', 'dies_before', 'dies_after');

  it('ends with exactly those who match, and tells of everybody whose membership changed', async () => {
    let deaths = 0;
    await explore(engine, 25, fc.array(fate, { minLength: 10, maxLength: 40 }), async (stage, _, fates) => {
      await aDynamic(stage);
      const [before, after, never] = [
        await someContacts(stage, 'before', 9, 500),
        await someContacts(stage, 'after', 9, 5),
        await someContacts(stage, 'never', 6, 5),
      ];
      await refreshed(stage);
      await stage.stores.uses.add(stage.scope, segmentId, 'cmp_any');
      for (const id of before.slice(0, 5)) await resize(stage, id, 9);
      for (const id of after) await resize(stage, id, 900);
      await beginRefresh(stage.common, stage.scope, segmentId);
      deaths += await refreshedByMortals(stage, mortal(stage, [...fates]));
      await expectMembers(stage, [...before, ...after, ...never], [...before.slice(5), ...after]);
      const told = takeMessages(stage, 'enrol').flatMap(({ body }): string[] => JSON.parse(body).contactIds);
      expect([...new Set(told)].toSorted()).toEqual([...before.slice(0, 5), ...after].toSorted());
    });
    expect(deaths).toBeGreaterThan(200);
  });
});
