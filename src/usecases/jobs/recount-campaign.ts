import { agoMs, type CampaignJob } from './job.ts';

/** Events of a completed campaign come in for days; then its books are left alone. */
const watchedMs = 7 * 24 * 60 * 60_000;

/** Counts the ledger every night, so that counters and rows can be compared. */
export const recountCampaign: CampaignJob = {
  statuses: ['active', 'paused', 'completed'],
  run: async (deps, scope, campaign) => {
    if (campaign.completedAt && campaign.completedAt < agoMs(deps, watchedMs)) {
      await deps.campaigns.unwatch(campaign);
      return;
    }
    const recountId = deps.ids.next('recount');
    await deps.queues.plan({ kind: 'recount', tenantId: scope.tenantId, campaignId: campaign.id, recountId });
  },
};
