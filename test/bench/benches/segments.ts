import { randomBytes } from 'node:crypto';
import { contactWalk } from '../../../src/adapters/dynamo/contact-walk.ts';
import { eventStore } from '../../../src/adapters/dynamo/event-store.ts';
import { SegmentView } from '../../../src/contracts/segment.ts';
import { makeId } from '../../../src/domain/ids.ts';
import { countMatches } from '../../../src/usecases/audience/count-segment.ts';
import { matchContacts } from '../../../src/usecases/audience/match-contacts.ts';
import { type BenchCloud, startBenchCloud } from '../support/bench-cloud.ts';
import { watchCpu } from '../support/cpu.ts';
import { type Bench, figure } from '../support/figure.ts';
import { liveHeap } from '../support/live-heap.ts';
import { seedContacts, tableIn } from '../support/seed.ts';
import { until } from '../support/until.ts';

const megabyte = 2 ** 20;
/** Pages between two looks at the heap: each look collects the garbage first. */
const pagesPerLook = 40;
const pageSize = 250;

/** A third of the seeded contacts satisfy it. */
const rule = { all: [{ contact: { field: 'companySize', op: 'gt' as const, value: 100 } }, { percent: 33 }] };

interface Walked {
  readonly count: number;
  readonly seconds: number;
  readonly heapGrowth: number;
}

/** Judges every contact, shard beside shard, as a refresh does, and watches the heap meanwhile. */
async function judgeAll(bench: BenchCloud, segmentId: string): Promise<Walked> {
  const table = tableIn(bench);
  const walk = contactWalk(table);
  const scope = { tenantId: bench.tenantId, principal: 'bench' };
  const match = matchContacts({ events: eventStore(table) }, scope, rule, segmentId, new Date().toISOString());
  const before = liveHeap();
  let pages = 0;
  const began = performance.now();
  let most = before;
  const shards = Array.from({ length: walk.shards }, async (_, shard) => {
    let count = 0;
    let after: string | null = null;
    do {
      const page = await walk.page(scope, shard, after, pageSize);
      count += (await match(page.items)).filter(({ matches }) => matches).length;
      if (++pages % pagesPerLook === 0) most = Math.max(most, liveHeap());
      after = page.next;
    } while (after);
    return count;
  });
  const counts = await Promise.all(shards);
  const seconds = (performance.now() - began) / 1000;
  return { count: counts.reduce((sum, one) => sum + one, 0), seconds, heapGrowth: (most - before) / megabyte };
}

const liveCount = async (bench: BenchCloud, segmentId: string) => {
  const table = tableIn(bench);
  const began = performance.now();
  const deps = {
    events: eventStore(table),
    walk: contactWalk(table),
    segments: { get: async () => undefined, list: async () => ({ items: [], nextCursor: null }) },
    clock: { now: () => new Date().toISOString() },
    stopwatch: () => performance.now(),
    random: Math.random,
  };
  const count = await countMatches(deps, { tenantId: bench.tenantId, principal: 'bench' }, rule, segmentId);
  return { ...count, seconds: (performance.now() - began) / 1000 };
};

/** A whole refresh by the functions of the product, from the request until its end. */
async function refresh(bench: BenchCloud) {
  const spent = watchCpu(bench);
  const body = { name: 'A third', type: 'dynamic', rule, refresh: 'manual' };
  const { id } = await bench.api.send('POST', '/api/segments', body, SegmentView);
  await until('the end of the refresh', 500, async () => {
    const { refreshState } = await bench.api.get(`/api/segments/${id}`, SegmentView);
    return refreshState === 'done';
  });
  const { memberCount } = await bench.api.get(`/api/segments/${id}`, SegmentView);
  return { ...spent(), memberCount };
}

/** Segments over many stored contacts: how fast a rule walks them and in how much memory, a live count, a refresh. */
export const segments: Bench = async ({ quick, assemblyDir, progress }) => {
  const contacts = quick ? 20_000 : 1_000_000;
  await using bench = await startBenchCloud(assemblyDir);
  const segmentId = makeId('segment', Date.now(), randomBytes(16));
  progress(`segments: storing ${contacts} contacts first`);
  await seedContacts(bench, 'segments', contacts);
  const walked = await judgeAll(bench, segmentId);
  const live = await liveCount(bench, segmentId);
  if (live.exact && live.count !== walked.count) throw new Error(`${live.count} were counted, ${walked.count} match`);
  progress(`segments: a refresh over ${contacts} contacts`);
  const { memberCount, wallSeconds, product } = await refresh(bench);
  return {
    name: 'segments',
    figures: [
      figure(`${contacts} contacts judged`, contacts / walked.seconds, 'contacts/s', { atLeast: 2_000 }),
      figure('live heap on top while judging them', walked.heapGrowth, 'MB', { atMost: 50 }),
      figure(`live count: ${live.exact ? 'exact' : 'an estimate'} after`, live.seconds, 's', { atMost: 25 }),
      figure('live count: contacts judged', live.examined, 'contacts'),
      figure('live count: off the true count by', (100 * Math.abs(live.count - walked.count)) / walked.count, '%'),
      figure(`refresh: ${memberCount} members joined`, contacts / wallSeconds, 'contacts/s'),
      figure('refresh: CPU of the product', (product / contacts) * 1000, 'ms per contact'),
    ],
  };
};
