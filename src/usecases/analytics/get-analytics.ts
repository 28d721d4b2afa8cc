import type { Analytics, Books } from '../../contracts/analytics.ts';
import type { Sequence } from '../../contracts/step.ts';
import { noBooks } from '../../domain/analytics/books.ts';
import { addCounters, metricsOf } from '../../domain/analytics/metrics.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Ids, Queues } from '../ports/effects.ts';
import type { CounterRow, StatsStore } from '../ports/stats-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft'>;
  readonly stats: Pick<StatsStore, 'read' | 'getBooks'>;
}

const sumOf = (rows: readonly CounterRow[]) => metricsOf(addCounters(...rows.map((row) => row.counters)));

/** Email steps in the order they are written, numbered from 1. */
function byStep(sequence: Sequence, rows: readonly CounterRow[]): Analytics['byStep'] {
  const emails = sequence.steps.filter((step) => step.kind === 'email');
  return emails.map((step, i) => ({
    stepId: step.id,
    name: step.name ?? step.id,
    stepOrder: i + 1,
    metrics: sumOf(rows.filter((row) => row.stepId === step.id)),
  }));
}

function byDay(rows: readonly CounterRow[]): Analytics['daily'] {
  const days = Map.groupBy(rows, (row) => row.day);
  return [...days]
    .map(([date, group]) => ({ date, metrics: sumOf(group) }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** Numbers of a range of days in the campaign's own zone, both ends included. */
export const getAnalytics =
  ({ campaigns, stats }: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    range: { startDate?: string | undefined; endDate?: string | undefined },
  ): Outcome<Analytics> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const startDate = range.startDate ?? null;
    const endDate = range.endDate ?? null;
    const [rows, sequence] = await Promise.all([
      stats.read(scope, id, campaign.shards, startDate, endDate),
      campaigns.getDraft(scope, id),
    ]);
    const { timezone } = campaign;
    return ok({
      campaignId: id,
      startDate,
      endDate,
      timezone,
      overall: sumOf(rows),
      byStep: byStep(sequence, rows),
      daily: byDay(rows),
    });
  };

/** The last count of the ledger. */
export const getBooks =
  ({ campaigns, stats }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<Books> => {
    if (!(await campaigns.get(scope, id))) return notFound('campaign');
    return ok((await stats.getBooks(scope, id)) ?? noBooks);
  };

/** Asks for a new count; it runs in the background. */
export const askForRecount =
  ({ campaigns, queues, ids }: { campaigns: Pick<CampaignStore, 'get'>; queues: Pick<Queues, 'plan'>; ids: Ids }) =>
  async (scope: TenantScope, id: string): Outcome<{ recountId: string }> => {
    if (!(await campaigns.get(scope, id))) return notFound('campaign');
    const recountId = ids.next('recount');
    await queues.plan({ kind: 'recount', tenantId: scope.tenantId, campaignId: id, recountId, shard: 0, cursor: null });
    return ok({ recountId });
  };
