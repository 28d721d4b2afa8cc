import type { Books, Counters } from '../../contracts/analytics.ts';
import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { closeBooks, noBooks, tallyEnrollment, tallyMessage } from '../../domain/analytics/books.ts';
import { addCounters } from '../../domain/analytics/metrics.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly journeys: Pick<JourneyStore, 'pageEnrollments' | 'messagesOf'>;
  readonly stats: Pick<StatsStore, 'read' | 'getTally' | 'saveTally' | 'saveBooks'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly clock: Clock;
}

export type RecountWork = Extract<PlanWork, { kind: 'recount' }>;

const pageSize = 200;
const pagesPerRun = 10;
const atOnce = 20;

async function countersByStep(
  deps: Deps,
  scope: TenantScope,
  campaign: Campaign,
): Promise<ReadonlyMap<string, Counters>> {
  const rows = await deps.stats.read(scope, campaign.id, campaign.shards, null, null);
  const groups = Map.groupBy(rows, (row) => row.stepId);
  return new Map([...groups].map(([stepId, group]) => [stepId, addCounters(...group.map((row) => row.counters))]));
}

/** A campaign whose books are settled and that nobody can join any more is completed. */
async function completeIfSettled(deps: Deps, scope: TenantScope, books: Books, campaignId: string): Promise<void> {
  const open = ['enrolled', 'active', 'held'].reduce((sum, status) => sum + (books.enrollments[status] ?? 0), 0);
  const campaign = await deps.campaigns.get(scope, campaignId);
  const now = deps.clock.now();
  if (campaign?.status !== 'active' || open > 0 || !books.settled) return;
  await deps.campaigns.save(
    { ...campaign, status: 'completed', completedAt: now, rev: campaign.rev + 1, updatedAt: now },
    campaign.rev,
  );
}

async function tallyPage(
  deps: Deps,
  scope: TenantScope,
  work: RecountWork,
  tally: Books,
  cursor: string | null,
): Promise<{ tally: Books; next: string | null }> {
  const page = await deps.journeys.pageEnrollments(scope, work.campaignId, work.shard, null, cursor, pageSize);
  const messages = await inParallel(page.items, atOnce, async (enrollment): Promise<readonly Message[]> => {
    const all = await deps.journeys.messagesOf(scope, enrollment.contactId);
    return all.filter((message) => message.campaignId === work.campaignId && message.entry === enrollment.entry);
  });
  const counted = page.items.reduce(tallyEnrollment, tally);
  return { tally: messages.flat().reduce(tallyMessage, counted), next: page.next };
}

/**
 * Counts the ledger from its rows, page by page, shard by shard, and compares it with the counters. The sum so far lies in its own row;
 * the last page closes the books, and completes a campaign that has nothing left to do.
 */
export const recountBooks =
  (deps: Deps) =>
  async (work: RecountWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, work.campaignId);
    if (!campaign) return;
    const first = work.shard === 0 && work.cursor === null;
    let tally = first ? noBooks : ((await deps.stats.getTally(scope, campaign.id, work.recountId)) ?? noBooks);
    let { shard, cursor } = work;
    for (let page = 0; page < pagesPerRun && shard < campaign.shards; page++) {
      const counted = await tallyPage(deps, scope, { ...work, shard }, tally, cursor);
      tally = counted.tally;
      cursor = counted.next;
      if (cursor === null) shard += 1;
    }
    if (shard < campaign.shards) {
      await deps.stats.saveTally(scope, campaign.id, work.recountId, tally);
      await deps.queues.plan({ ...work, shard, cursor });
      return;
    }
    const books = closeBooks(tally, await countersByStep(deps, scope, campaign), deps.clock.now());
    await deps.stats.saveBooks(scope, campaign.id, books);
    await completeIfSettled(deps, scope, books, campaign.id);
  };
