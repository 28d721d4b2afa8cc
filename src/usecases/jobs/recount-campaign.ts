import type { Campaign } from '../../contracts/campaign.ts';
import type { TenantScope } from '../scope.ts';
import { agoMs, type CampaignJob, type Deps } from './job.ts';

/** Events of a completed campaign come in for days; then its books are left alone. */
const watchedMs = 7 * 24 * 60 * 60_000;

/** Whether an execution still looks at a test of the campaign, and may be lost. */
const isTesting = async ({ experiments }: Deps, scope: TenantScope, { id }: Campaign): Promise<boolean> =>
  (await experiments.list(scope, id)).some(({ nextLookAt }) => nextLookAt !== null);

/** Counts the ledger every night, so that counters and rows can be compared. */
export const recountCampaign: CampaignJob = {
  statuses: ['active', 'paused', 'completed'],
  run: async (deps, scope, campaign) => {
    const isOld = campaign.completedAt !== null && campaign.completedAt < agoMs(deps, watchedMs);
    if (isOld && !(await isTesting(deps, scope, campaign))) {
      await deps.campaigns.unwatch(campaign);
      return;
    }
    const recountId = deps.ids.next('recount');
    await deps.queues.plan({ kind: 'recount', tenantId: scope.tenantId, campaignId: campaign.id, recountId });
  },
};
