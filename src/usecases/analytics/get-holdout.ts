import type { HoldoutReport } from '../../contracts/holdout.ts';
import { holdoutReport } from '../../domain/experiment/holdout-report.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { HoldoutStore } from '../ports/holdout-store.ts';
import type { Plan, PlanStore } from '../ports/plan-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { enteredOf } from './get-audience.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly plans: Pick<PlanStore, 'get'>;
  readonly holdouts: Pick<HoldoutStore, 'figures'>;
}

const heldOutOf = ({ excludedAtEntry }: Plan): number => excludedAtEntry['holdout'] ?? 0;

/** What a campaign brings: those who entered it against those who were held out. */
export const getHoldout =
  ({ campaigns, plans, holdouts }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<HoldoutReport> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const [plan, figures] = await Promise.all([
      campaign.launchId ? plans.get(scope, id, campaign.launchId) : undefined,
      holdouts.figures(scope, id, campaign.shards),
    ]);
    return ok(
      holdoutReport(campaign, {
        campaign: { ...figures.campaign, people: figures.campaign.people + (plan ? enteredOf(plan) : 0) },
        holdout: { ...figures.holdout, people: figures.holdout.people + (plan ? heldOutOf(plan) : 0) },
      }),
    );
  };
