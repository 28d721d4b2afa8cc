import type { Analytics, Books } from '../../contracts/analytics.ts';
import { sentVariantRoles } from '../../contracts/message.ts';
import type { EmailStep } from '../../contracts/step.ts';
import { noBooks } from '../../domain/analytics/books.ts';
import { isInCell } from '../../domain/analytics/cell.ts';
import { metricsOfRows } from '../../domain/analytics/metrics.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Ids, Queues } from '../ports/effects.ts';
import type { CounterRow, StatsStore } from '../ports/stats-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { emailStepsOf } from './email-steps.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'getVersion'>;
  readonly stats: Pick<StatsStore, 'read' | 'getBooks'>;
}

/** Every email step with its numbers; those of older versions only if they have any. */
function byStep(steps: readonly EmailStep[], rows: readonly CounterRow[]): Analytics['byStep'] {
  return steps.map((step, i) => ({
    stepId: step.id,
    name: step.name ?? step.id,
    stepOrder: i + 1,
    metrics: metricsOfRows(rows.filter((row) => row.stepId === step.id)),
  }));
}

/** Variants in the order of their steps and keys: mails of the test, and those sent as its outcome, apart. */
function byVariant(steps: readonly EmailStep[], rows: readonly CounterRow[]): Analytics['byVariant'] {
  return steps.flatMap((step) => {
    const ofStep = rows.filter((row) => row.stepId === step.id);
    return (step.variants ?? []).flatMap(({ key }) =>
      sentVariantRoles.flatMap((role) => {
        const group = ofStep.filter(({ variant }) => isInCell(variant, { key, role }));
        return group.length > 0 ? [{ stepId: step.id, key, role, metrics: metricsOfRows(group) }] : [];
      }),
    );
  });
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
    const steps = await emailStepsOf(deps, scope, campaign, new Set(rows.map(({ stepId }) => stepId)));
    const { timezone } = campaign;
    return ok({
      campaignId: id,
      startDate,
      endDate,
      timezone,
      overall: metricsOfRows(rows),
      byStep: byStep(steps, rows),
      byVariant: byVariant(steps, rows),
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
