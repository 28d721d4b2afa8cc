import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface AudienceReport {
  readonly members: number;
  readonly enrolled: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly excludedLater: Readonly<Record<string, number>>;
  readonly complete: boolean;
  readonly zones: { readonly zone: string; readonly beginsAt: string }[];
}

const nothingYet: AudienceReport = {
  members: 0,
  enrolled: 0,
  excluded: {},
  excludedLater: {},
  complete: false,
  zones: [],
};

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, n) => all + n, 0);

function addUp(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const all: Record<string, number> = { ...one };
  for (const [reason, n] of Object.entries(other)) all[reason] = (all[reason] ?? 0) + n;
  return all;
}

/** What became of the audience of the last launch. */
export const getAudience =
  ({ campaigns, plans }: { campaigns: Pick<CampaignStore, 'get'>; plans: Pick<PlanStore, 'get'> }) =>
  async (scope: TenantScope, id: string): Outcome<AudienceReport> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const plan = campaign.launchId ? await plans.get(scope, id, campaign.launchId) : undefined;
    if (!plan) return ok(nothingYet);
    return ok({
      members: plan.members,
      enrolled: plan.planned - sum(plan.excludedAtEntry),
      excluded: addUp(plan.excluded, plan.excludedAtEntry),
      excludedLater: plan.excludedLater,
      complete: plan.done && plan.chunksDone >= plan.chunks,
      zones: Object.entries(plan.zones)
        .map(([zone, beginsAt]) => ({ zone, beginsAt }))
        .toSorted((a, b) => (a.beginsAt < b.beginsAt ? -1 : 1)),
    });
  };
