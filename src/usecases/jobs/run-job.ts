import type { JobName } from '../../contracts/work.ts';
import { beginDecay, type DecayJobDeps } from './begin-decay.ts';
import { checkSenders, type SenderJobDeps } from './check-senders.ts';
import { completeCampaign } from './complete-campaign.ts';
import type { CampaignJob, Deps } from './job.ts';
import { recountCampaign } from './recount-campaign.ts';
import { type RefreshJobDeps, refreshSegments } from './refresh-segments.ts';
import { rollUpCounters } from './roll-up-counters.ts';
import { sweepCampaign } from './sweep-campaign.ts';
import { tidySchedules } from './tidy-schedules.ts';

const forEachCampaign =
  ({ statuses, run }: CampaignJob) =>
  async (deps: Deps): Promise<void> => {
    const failures: unknown[] = [];
    for await (const { tenantId, campaignId } of deps.campaigns.listWatched()) {
      const scope = { tenantId, principal: 'system' };
      const campaign = await deps.campaigns.get(scope, campaignId);
      if (!campaign || !statuses.includes(campaign.status)) continue;
      await run(deps, scope, campaign).catch((cause: unknown) => failures.push(cause));
    }
    if (failures.length > 0) throw new AggregateError(failures, `The job failed for ${failures.length} campaigns`);
  };

type AllDeps = Deps & RefreshJobDeps & DecayJobDeps & SenderJobDeps;

const jobs: { readonly [J in JobName]: (deps: AllDeps) => Promise<void> } = {
  sweep_campaigns: forEachCampaign(sweepCampaign),
  complete_campaigns: forEachCampaign(completeCampaign),
  roll_up_counters: forEachCampaign(rollUpCounters),
  recount_books: forEachCampaign(recountCampaign),
  tidy_schedules: tidySchedules,
  refresh_segments: refreshSegments,
  decay_scores: beginDecay,
  check_senders: checkSenders,
};

/** Runs a recurring job for every tenant. One campaign that fails does not keep the others waiting. */
export const runJob =
  (deps: AllDeps) =>
  (name: JobName): Promise<void> =>
    jobs[name](deps);
