import type { Campaign } from '../../contracts/campaign.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { HoldoutStore } from '../ports/holdout-store.ts';
import type { Plan, PlanStore } from '../ports/plan-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly plans: Pick<PlanStore, 'get'>;
  readonly holdouts: Pick<HoldoutStore, 'figures'>;
}

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

/** Contacts whom the launch let in, or is about to. */
export const enteredOf = ({ planned, excludedAtEntry }: Plan): number => planned - sum(excludedAtEntry);

/** Held out of those who came another way than by the launch: all of them are counted in one place. */
async function heldOutLater(
  holdouts: Pick<HoldoutStore, 'figures'>,
  scope: TenantScope,
  { id, shards, holdoutPercent }: Campaign,
): Promise<Readonly<Record<string, number>>> {
  if (holdoutPercent === 0) return {};
  const { people } = (await holdouts.figures(scope, id, shards)).holdout;
  return people > 0 ? { holdout: people } : {};
}

/** What became of the audience of the last launch. */
export const getAudience =
  ({ campaigns, plans, holdouts }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<AudienceReport> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const plan = campaign.launchId ? await plans.get(scope, id, campaign.launchId) : undefined;
    const later = await heldOutLater(holdouts, scope, campaign);
    if (!plan) return ok({ ...nothingYet, excludedLater: later });
    return ok({
      members: plan.members,
      enrolled: enteredOf(plan),
      excluded: addUp(plan.excluded, plan.excludedAtEntry),
      excludedLater: { ...plan.excludedLater, ...later },
      complete: plan.done && plan.chunksDone >= plan.chunks,
      zones: Object.entries(plan.zones)
        .map(([zone, beginsAt]) => ({ zone, beginsAt }))
        .toSorted((a, b) => (a.beginsAt < b.beginsAt ? -1 : 1)),
    });
  };
