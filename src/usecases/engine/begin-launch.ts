import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import { type Deps as PlanDeps, type PlanInput, planAudience } from './plan-audience.ts';

export interface Deps extends PlanDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly clock: Clock;
}

/** A scheduled launch whose time has come. One that was cancelled, edited or begun already is left alone. */
export const beginLaunch =
  (deps: Deps) =>
  async (input: PlanInput): Promise<void> => {
    const scope = { tenantId: input.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, input.campaignId);
    if (!campaign || campaign.launchId !== input.launchId) return;
    if (campaign.status === 'scheduled') {
      const now = deps.clock.now();
      const active = { ...campaign, status: 'active' as const, launchedAt: now, rev: campaign.rev + 1, updatedAt: now };
      if (!(await deps.campaigns.save(active, campaign.rev)))
        throw new Error(`Campaign ${campaign.id} changed while it was launched`);
    }
    await planAudience(deps)(input);
  };
