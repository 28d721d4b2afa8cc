import type { Campaign } from '../../contracts/campaign.ts';
import { canStillEnrol } from '../../domain/campaign/can-still-enrol.ts';
import type { TenantScope } from '../scope.ts';
import type { CampaignJob, Deps } from './job.ts';

const openStatuses = ['enrolled', 'active', 'held'] as const;

async function anybodyOpen({ journeys }: Deps, scope: TenantScope, campaign: Campaign): Promise<boolean> {
  for (const status of openStatuses) {
    for (let shard = 0; shard < campaign.shards; shard++) {
      const page = await journeys.pageEnrollments(scope, campaign.id, shard, status, null, 1);
      if (page.items.length > 0) return true;
    }
  }
  return false;
}

/**
 * Completes a campaign when its audience is planned and enrolled, nobody is on the way, and nothing can still enrol. The recount that
 * this asks for has the last word: it completes the campaign only if the books are settled.
 */
export const completeCampaign: CampaignJob = {
  statuses: ['active'],
  run: async (deps, scope, campaign) => {
    if (!campaign.launchId || canStillEnrol(campaign, deps.clock.now())) return;
    const plan = await deps.plans.get(scope, campaign.id, campaign.launchId);
    if (!plan?.done || plan.chunksDone < plan.chunks || (await anybodyOpen(deps, scope, campaign))) return;
    const recountId = deps.ids.next('recount');
    await deps.queues.plan({ kind: 'recount', tenantId: scope.tenantId, campaignId: campaign.id, recountId });
  },
};
