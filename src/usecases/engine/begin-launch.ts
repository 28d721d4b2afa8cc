import type { Campaign } from '../../contracts/campaign.ts';
import { launchNotices } from '../../domain/webhooks/campaign-notices.ts';
import { fresh } from '../../domain/webhooks/fresh.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { type Deps as PlanDeps, type PlanInput, planAudience } from './plan-audience.ts';

export interface Deps extends PlanDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly tell: Tell;
  readonly clock: Clock;
}

async function begin({ campaigns, clock }: Deps, campaign: Campaign): Promise<Campaign> {
  const now = clock.now();
  const active = { ...campaign, status: 'active' as const, launchedAt: now, rev: campaign.rev + 1, updatedAt: now };
  if (!(await campaigns.save(active, campaign.rev)))
    throw new Error(`Campaign ${campaign.id} changed while it was launched`);
  return active;
}

/** A scheduled launch whose time has come. One that was cancelled, edited or begun already is left alone. */
export const beginLaunch =
  (deps: Deps) =>
  async (input: PlanInput): Promise<void> => {
    const scope: TenantScope = { tenantId: input.tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, input.campaignId);
    if (!campaign || campaign.launchId !== input.launchId) return;
    const begun = campaign.status === 'scheduled' ? await begin(deps, campaign) : campaign;
    await deps.tell(scope, launchNotices(begun).filter(fresh(deps.clock.now())));
    await planAudience(deps)(input);
  };
