import { dayOf } from '../../domain/schedule/local-time.ts';
import type { CampaignJob } from './job.ts';

/** Folds the counters of finished days, in the campaign's own zone, into one row a day and step. */
export const rollUpCounters: CampaignJob = {
  statuses: ['active', 'paused', 'completed'],
  run: async ({ stats, clock }, scope, campaign) => {
    if (campaign.shards > 1)
      await stats.compact(scope, campaign.id, campaign.shards, dayOf(clock.now(), campaign.timezone));
  },
};
