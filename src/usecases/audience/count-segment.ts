import type { Rule } from '../../contracts/rule.ts';
import type { SegmentCount } from '../../contracts/segment.ts';
import { type Cluster, estimateCount } from '../../domain/audience/estimate.ts';
import { ok } from '../../domain/result.ts';
import type { ContactWalk, Stretch } from '../ports/contact-walk.ts';
import type { Clock } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type MatchContacts, type MatchDeps, type Matched, matchContacts } from './match-contacts.ts';
import type { NameDeps } from './segment-names.ts';
import { type GivenRule, readSegmentRule } from './segment-rule.ts';

export interface CountDeps extends MatchDeps, NameDeps {
  readonly segments: Pick<SegmentStore, 'get' | 'list'>;
  readonly walk: ContactWalk;
  readonly clock: Clock;
  /** Milliseconds of real time, for the budget alone: a count is asked for by somebody who waits. */
  readonly stopwatch: () => number;
  readonly random: () => number;
}

/** Listing the stretches may take this much of the time, and the whole count that much; the request has 29 s. */
const listingMs = 12_000;
const countingMs = 20_000;
const readersAtOnce = 8;
const sampleSize = 20;

interface Listed {
  readonly stretches: readonly Stretch[];
  /** False when time ran out before all contacts were counted. */
  readonly whole: boolean;
}

/** The stretches of all shards, counted in parallel. */
async function listStretches({ walk, stopwatch }: CountDeps, scope: TenantScope, until: number): Promise<Listed> {
  let whole = true;
  const shards = Array.from({ length: walk.shards }, async (_, shard) => {
    const found: Stretch[] = [];
    for await (const stretch of walk.stretches(scope, shard)) {
      found.push(stretch);
      if (stopwatch() < until) continue;
      whole = false;
      break;
    }
    return found;
  });
  return { stretches: (await Promise.all(shards)).flat(), whole };
}

/** In an order that is drawn anew each time (Fisher and Yates). */
function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [mixed[i], mixed[j]];
    if (a !== undefined && b !== undefined) [mixed[i], mixed[j]] = [b, a];
  }
  return mixed;
}

interface Counting {
  readonly clusters: Cluster[];
  readonly sample: Matched[];
}

/** Reads and judges a stretch; a page of the table may hold less than all of it. */
async function judgeStretch(deps: CountDeps, scope: TenantScope, match: MatchContacts, stretch: Stretch) {
  const judged: Matched[] = [];
  let after = stretch.after;
  do {
    const page = await deps.walk.page(scope, stretch.shard, after, stretch.size - judged.length);
    judged.push(...(await match(page.items)));
    after = page.next;
  } while (after !== null && judged.length < stretch.size);
  return judged;
}

/** Judges stretches in their order until all are done or time is up; keeps of each only its numbers, and the first who match. */
async function judge(
  deps: CountDeps,
  scope: TenantScope,
  match: MatchContacts,
  stretches: readonly Stretch[],
  until: number,
): Promise<Counting> {
  const counting: Counting = { clusters: [], sample: [] };
  let at = 0;
  const worker = async (): Promise<void> => {
    for (;;) {
      const stretch = stretches[at++];
      if (!stretch || (deps.stopwatch() >= until && counting.clusters.length > 0)) return;
      const judged = await judgeStretch(deps, scope, match, stretch);
      const matched = judged.filter(({ matches }) => matches);
      counting.clusters.push({ size: judged.length, matched: matched.length });
      counting.sample.push(...matched.slice(0, sampleSize - counting.sample.length));
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, worker));
  return counting;
}

function countOf(counting: Counting, { stretches, whole }: Listed): SegmentCount {
  const { clusters, sample } = counting;
  const examined = clusters.reduce((sum, { size }) => sum + size, 0);
  const found = clusters.reduce((sum, { matched }) => sum + matched, 0);
  const all = clusters.length === stretches.length;
  const contacts = all ? examined : stretches.reduce((sum, { size }) => sum + size, 0);
  const { count, low, high } = all
    ? { count: found, low: found, high: found }
    : estimateCount(clusters, stretches.length, contacts);
  return {
    count,
    exact: all && whole,
    interval: all ? null : { low, high },
    examined,
    contacts,
    allCounted: whole,
    sample: sample.map(({ contact, because }) => ({ contact, because: because() })),
  };
}

/**
 * Counts who matches a rule now. The contacts are listed in stretches, and the stretches are judged in a random order, in parallel, until
 * the time is up: what was judged by then is a random sample, which the count is estimated from. With fewer contacts it is exact.
 */
export async function countMatches(
  deps: CountDeps,
  scope: TenantScope,
  rule: Rule,
  key: string,
): Promise<SegmentCount> {
  const began = deps.stopwatch();
  const match = matchContacts(deps, scope, rule, key, deps.clock.now());
  const listed = await listStretches(deps, scope, began + listingMs);
  const stretches = shuffled(listed.stretches, deps.random);
  return countOf(await judge(deps, scope, match, stretches, began + countingMs), listed);
}

/** The live count of a dynamic segment, by its rule and not by its members of the last refresh. */
export const countSegment =
  (deps: CountDeps) =>
  async (scope: TenantScope, id: string): Outcome<SegmentCount> => {
    const segment = await deps.segments.get(scope, id);
    if (!segment) return notFound('segment');
    if (!segment.rule) return conflict('A static segment has no rule to count by: its memberCount is exact.');
    return ok(await countMatches(deps, scope, segment.rule, id));
  };

/** The live count of a rule that is not saved. */
export const previewRule =
  (deps: CountDeps) =>
  async (scope: TenantScope, given: GivenRule): Outcome<SegmentCount> => {
    const read = await readSegmentRule(deps, scope, given);
    if (!read.ok) return read;
    if (!read.value) return invalid('Nothing was counted.', [fault('body.rule', 'missing_rule', 'Give a rule.')]);
    return ok(await countMatches(deps, scope, read.value, 'preview'));
  };
