import type { Books } from '../../contracts/analytics.ts';
import type { Campaign } from '../../contracts/campaign.ts';
import type { Message } from '../../contracts/message.ts';
import type { Tally } from '../../contracts/tally.ts';
import type { PlanWork } from '../../contracts/work.ts';
import { closeBooks, newTally, tallyEnrollment, tallyMessage } from '../../domain/analytics/books.ts';
import { addCounters } from '../../domain/analytics/metrics.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { isStranded, missingSendEvent } from '../../domain/analytics/unsettled.ts';
import { canStillEnrol } from '../../domain/campaign/can-still-enrol.ts';
import { tallyReport } from '../../domain/report/tally-report.ts';
import { completionNotices } from '../../domain/webhooks/campaign-notices.ts';
import { fresh } from '../../domain/webhooks/fresh.ts';
import { contentLinks } from '../analytics/content-links.ts';
import { type JourneyDeps, readJourneys } from '../analytics/read-counted.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Metrics, Queues } from '../ports/effects.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { outboxWorkOf } from './move-enrollment.ts';
import type { ReadSequence } from './published-sequence.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly journeys: Pick<JourneyStore, 'pageEnrollments' | 'messagesOf' | 'commit'>;
  readonly plans: Pick<PlanStore, 'get'>;
  readonly stats: Pick<StatsStore, 'read' | 'getTally' | 'saveTally' | 'saveBooks' | 'saveReport'>;
  readonly contacts: JourneyDeps['contacts'];
  readonly readSequence: ReadSequence;
  readonly queues: Pick<Queues, 'plan' | 'outbox'>;
  readonly record: (events: readonly TrackingEvent[]) => Promise<unknown>;
  readonly metrics: Metrics;
  readonly tell: Tell;
  readonly clock: Clock;
}

export type RecountWork = Extract<PlanWork, { kind: 'recount' }>;

const pageSize = 200;
const pagesPerRun = 10;
const atOnce = 20;

async function countersByStep(deps: Deps, scope: TenantScope, campaign: Campaign): Promise<Tally['before']> {
  const rows = await deps.stats.read(scope, campaign.id, campaign.shards, null, null);
  const groups = Map.groupBy(rows, (row) => row.stepId);
  return Object.fromEntries(
    [...groups].map(([stepId, group]) => [stepId, addCounters(...group.map((row) => row.counters))]),
  );
}

async function everybodyEnrolled({ plans }: Deps, scope: TenantScope, { id, launchId }: Campaign): Promise<boolean> {
  const plan = launchId ? await plans.get(scope, id, launchId) : undefined;
  return plan?.done === true && plan.chunksDone >= plan.chunks;
}

/** The campaign completed, if its books are settled and everybody was enrolled before they were opened. */
async function completeIfSettled(deps: Deps, scope: TenantScope, books: Books, campaignId: string) {
  const open = ['enrolled', 'active', 'held'].reduce((sum, status) => sum + (books.enrollments[status] ?? 0), 0);
  const campaign = await deps.campaigns.get(scope, campaignId);
  const now = deps.clock.now();
  if (campaign?.status !== 'active' || open > 0 || !books.settled || canStillEnrol(campaign, now)) return campaign;
  const changed = {
    ...campaign,
    status: 'completed' as const,
    completedAt: now,
    rev: campaign.rev + 1,
    updatedAt: now,
  };
  return (await deps.campaigns.save(changed, campaign.rev)) ? changed : campaign;
}

/** Completes the campaign if it can be, and tells of it; also again, where a run before this one died in between. */
async function complete(deps: Deps, scope: TenantScope, books: Books, campaignId: string): Promise<void> {
  const campaign = await completeIfSettled(deps, scope, books, campaignId);
  if (campaign?.status === 'completed')
    await deps.tell(scope, completionNotices(campaign).filter(fresh(deps.clock.now())));
}

/** Puts a mail on the queue again. Should the message that seemed lost still come, it is the older copy, and is dropped. */
async function sendAgain({ journeys, queues }: Deps, scope: TenantScope, message: Message): Promise<void> {
  const row = { ...message, copy: message.copy + 1, rev: message.rev + 1 };
  const written = await journeys.commit(scope, {
    enrollments: [],
    changedMessages: [{ row, seenRev: message.rev }],
  });
  if (written) await queues.outbox(outboxWorkOf([row]));
}

/** Sees to mails whose queue message was lost, and records sends that no event of SES ever proved. */
async function mend(deps: Deps, scope: TenantScope, messages: readonly Message[]): Promise<void> {
  const now = deps.clock.now();
  const stranded = messages.filter((message) => isStranded(message, now));
  await inParallel(stranded, atOnce, (message) => sendAgain(deps, scope, message));
  await deps.record(messages.flatMap((message) => missingSendEvent(message, now) ?? []));
}

async function tallyPage(deps: Deps, scope: TenantScope, campaign: Campaign, tally: Tally): Promise<Tally> {
  const { shard, cursor } = tally.next;
  const page = await deps.journeys.pageEnrollments(scope, campaign.id, shard, null, cursor, pageSize);
  const read = await readJourneys(deps, scope, page.items);
  const messages = read.flatMap((journey) => journey.messages);
  await mend(deps, scope, messages);
  const counted = messages.reduce(tallyMessage, page.items.reduce(tallyEnrollment, tally));
  const place = { timezone: campaign.timezone, linksOf: await contentLinks(deps, scope, messages) };
  const report = tally.report && tallyReport(tally.report, read, place);
  const next = page.next === null ? { shard: shard + 1, cursor: null } : { shard, cursor: page.next };
  return { ...counted, report, next };
}

async function tallyOf(deps: Deps, scope: TenantScope, campaign: Campaign, work: RecountWork): Promise<Tally> {
  const known = await deps.stats.getTally(scope, campaign.id, work.recountId);
  if (known) return known;
  const whole = await everybodyEnrolled(deps, scope, campaign);
  return newTally(await countersByStep(deps, scope, campaign), whole);
}

/**
 * Counts the ledger from its rows, page by page, shard by shard, compares it with the counters, and mends what was lost on the way. The
 * sum so far lies in its own row and knows its next page, so a repeated message counts nothing twice; the last page closes the books,
 * and completes a campaign that has nothing left to do.
 */
export const recountBooks =
  (deps: Deps) =>
  async (work: RecountWork): Promise<void> => {
    const scope = { tenantId: work.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, work.campaignId);
    if (!campaign) return;
    let tally = await tallyOf(deps, scope, campaign, work);
    for (let page = 0; page < pagesPerRun && tally.next.shard < campaign.shards; page++) {
      tally = await tallyPage(deps, scope, campaign, tally);
    }
    await deps.stats.saveTally(scope, campaign.id, work.recountId, tally);
    if (tally.next.shard < campaign.shards) {
      await deps.queues.plan(work);
      return;
    }
    const after = await countersByStep(deps, scope, campaign);
    const now = deps.clock.now();
    const books = closeBooks(tally, after, now);
    await deps.stats.saveBooks(scope, campaign.id, books);
    if (tally.report)
      await deps.stats.saveReport(scope, campaign.id, { at: now, timezone: campaign.timezone, tally: tally.report });
    if (books.drift.length > 0) deps.metrics.count('CounterDrift', books.drift.length);
    if (tally.whole) await complete(deps, scope, books, campaign.id);
  };
