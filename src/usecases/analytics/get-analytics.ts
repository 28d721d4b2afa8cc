import type { Analytics, Books } from '../../contracts/analytics.ts';
import type { Campaign } from '../../contracts/campaign.ts';
import type { EmailStep, Sequence } from '../../contracts/step.ts';
import { noBooks } from '../../domain/analytics/books.ts';
import { metricsOfRows } from '../../domain/analytics/metrics.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Ids, Queues } from '../ports/effects.ts';
import type { CounterRow, StatsStore } from '../ports/stats-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'getVersion'>;
  readonly stats: Pick<StatsStore, 'read' | 'getBooks'>;
}

/**
 * The sequences whose steps have numbers: the running version (the draft before the first launch), then older ones for steps that only
 * they have.
 */
async function sequencesOf(
  { campaigns }: Deps,
  scope: TenantScope,
  campaign: Campaign,
  rows: readonly CounterRow[],
): Promise<readonly Sequence[]> {
  if (campaign.version === 0) return [await campaigns.getDraft(scope, campaign.id)];
  const found: Sequence[] = [];
  const known = new Set<string>();
  for (let number = campaign.version; number > 0; number--) {
    const version = await campaigns.getVersion(scope, campaign.id, number);
    if (!version) continue;
    found.push(version.sequence);
    for (const { id } of version.sequence.steps) known.add(id);
    if (rows.every(({ stepId }) => known.has(stepId))) break;
  }
  return found;
}

/** Email steps in the order they are written, numbered from 1; those of older versions come last, and only if they have numbers. */
function byStep(sequences: readonly Sequence[], rows: readonly CounterRow[]): Analytics['byStep'] {
  const counted = new Set(rows.map(({ stepId }) => stepId));
  const emails = new Map<string, EmailStep>();
  for (const [age, { steps }] of sequences.entries()) {
    for (const step of steps)
      if (step.kind === 'email' && !emails.has(step.id) && (age === 0 || counted.has(step.id)))
        emails.set(step.id, step);
  }
  return [...emails.values()].map((step, i) => ({
    stepId: step.id,
    name: step.name ?? step.id,
    stepOrder: i + 1,
    metrics: metricsOfRows(rows.filter((row) => row.stepId === step.id)),
  }));
}

function byDay(rows: readonly CounterRow[]): Analytics['daily'] {
  const days = Map.groupBy(rows, (row) => row.day);
  return [...days]
    .map(([date, group]) => ({ date, metrics: metricsOfRows(group) }))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

/** Numbers of a range of days in the campaign's own zone, both ends included. */
export const getAnalytics =
  (deps: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    range: { startDate?: string | undefined; endDate?: string | undefined },
  ): Outcome<Analytics> => {
    const { campaigns, stats } = deps;
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const startDate = range.startDate ?? null;
    const endDate = range.endDate ?? null;
    const rows = await stats.read(scope, id, campaign.shards, startDate, endDate);
    const sequences = await sequencesOf(deps, scope, campaign, rows);
    const { timezone } = campaign;
    return ok({
      campaignId: id,
      startDate,
      endDate,
      timezone,
      overall: metricsOfRows(rows),
      byStep: byStep(sequences, rows),
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
    await queues.plan({ kind: 'recount', tenantId: scope.tenantId, campaignId: id, recountId });
    return ok({ recountId });
  };
