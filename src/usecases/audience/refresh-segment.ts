import type { Refreshing } from '../../contracts/segment.ts';
import type { PlanWork } from '../../contracts/work.ts';
import type { ContactWalk } from '../ports/contact-walk.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { RefreshShard, RefreshStore, SegmentUses } from '../ports/refresh-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';
import { announceMembership } from './announce-membership.ts';
import { type MatchContacts, type MatchDeps, matchContacts } from './match-contacts.ts';
import { type LaunchDeps, planWaiting } from './plan-waiting.ts';

export interface Deps extends MatchDeps, LaunchDeps {
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly refreshes: Pick<RefreshStore, 'shards' | 'commit' | 'finish' | 'fail'>;
  readonly walk: ContactWalk;
  readonly uses: Pick<SegmentUses, 'campaignsOf' | 'remove'>;
  readonly queues: Pick<Queues, 'plan' | 'enrol'>;
  readonly clock: Clock;
}

export type RefreshWork = Extract<PlanWork, { kind: 'refresh' }>;

const pageSize = 250;
/** Pages judged by one invocation before it hands on to the next. */
const pagesPerRun = 20;
/** Memberships changed in one transaction. */
const changesPerWrite = 45;
/** Deliveries after which a message of the plan queue becomes a dead letter. */
const lastDelivery = 5;

interface Refresh {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly segmentId: string;
  readonly refreshing: Refreshing;
  readonly match: MatchContacts;
}

/** Tells the campaigns of those whose membership changed in the last commit. Before the next one, so that nobody is forgotten. */
const tell = ({ deps, scope, segmentId, refreshing }: Refresh, { pending }: RefreshShard): Promise<void> =>
  announceMembership(deps, scope, { segmentId, contactIds: pending, cause: refreshing.id });

/** Judges one page and commits who joins and leaves; the last commit moves the cursor. Undefined when another worker moved the shard. */
async function refreshPage(refresh: Refresh, seen: RefreshShard): Promise<RefreshShard | undefined> {
  const { deps, scope, segmentId, match } = refresh;
  const page = await deps.walk.page(scope, seen.shard, seen.cursor, pageSize);
  const judged = await match(page.items);
  const isMember = (segments: readonly string[]): boolean => segments.includes(segmentId);
  const changes = judged
    .filter(({ contact, matches }) => matches !== isMember(contact.segments))
    .map(({ contact, matches }) => ({ id: contact.id, joins: matches }));
  let row = seen;
  for (let from = 0; from === 0 || from < changes.length; from += changesPerWrite) {
    await tell(refresh, row);
    const slice = changes.slice(from, from + changesPerWrite);
    const moved = { ...row, updatedAt: deps.clock.now() };
    const last = {
      ...moved,
      cursor: page.next,
      done: page.next === null,
      seen: row.seen + judged.length,
      matched: row.matched + judged.filter(({ matches }) => matches).length,
    };
    const committed = await deps.refreshes.commit(
      scope,
      segmentId,
      {
        joins: slice.filter(({ joins }) => joins).map(({ id }) => id),
        leaves: slice.filter(({ joins }) => !joins).map(({ id }) => id),
      },
      from + changesPerWrite < changes.length ? moved : last,
      row,
    );
    if (!committed) return undefined;
    row = committed;
  }
  return row;
}

/** Tells of the last changes of a shard, and ends the refresh when it was the last shard. */
async function endShard(refresh: Refresh, row: RefreshShard): Promise<void> {
  const { deps, scope, segmentId, refreshing } = refresh;
  await tell(refresh, row);
  const none = { joins: [], leaves: [] };
  if (row.pending.length > 0 && !(await deps.refreshes.commit(scope, segmentId, none, row, row))) return;
  const shards = await deps.refreshes.shards(scope, segmentId);
  const over = shards.every(
    ({ refreshId, done, pending }) => refreshId === refreshing.id && done && pending.length === 0,
  );
  if (!over) return;
  await deps.refreshes.finish(scope, segmentId, shards, refreshing);
  await planWaiting(deps, scope, segmentId);
}

async function run(refresh: Refresh, work: RefreshWork): Promise<void> {
  const { deps, scope, segmentId } = refresh;
  const shards = await deps.refreshes.shards(scope, segmentId);
  let row = shards.find(({ shard, refreshId }) => shard === work.shard && refreshId === work.refreshId);
  for (let pages = 0; row && !row.done; pages++) {
    if (pages === pagesPerRun) return deps.queues.plan(work);
    row = await refreshPage(refresh, row);
  }
  if (row) await endShard(refresh, row);
}

/**
 * Judges the contacts of one shard by the rule of a segment, page by page; each page is a checkpoint, committed with the memberships it
 * changed, so a repeated or interrupted run goes on where the row of the shard says. A worker that finds its shard moved leaves it to
 * whoever moved it.
 */
export const refreshSegment =
  (deps: Deps) =>
  async (work: RefreshWork, received = 1): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const segment = await deps.segments.get(scope, work.segmentId);
    const refreshing = segment?.refreshing;
    if (!refreshing || refreshing.id !== work.refreshId) return;
    const match = matchContacts(deps, scope, refreshing.rule, work.segmentId, refreshing.startedAt);
    try {
      await run({ deps, scope, segmentId: work.segmentId, refreshing, match }, work);
    } catch (cause) {
      if (received >= lastDelivery) await deps.refreshes.fail(scope, work.segmentId, work.refreshId);
      throw cause;
    }
  };
