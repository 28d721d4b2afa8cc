import { launchScheduleName } from '../campaigns/launch-campaign.ts';
import { agoMs, type Deps } from './job.ts';

/** A launch writes its campaign first and its schedule right after. */
const settledMs = 60 * 60_000;

async function expectedSchedules({ campaigns }: Deps): Promise<ReadonlySet<string>> {
  const expected = new Set<string>();
  for await (const { tenantId, campaignId } of campaigns.listWatched()) {
    const campaign = await campaigns.get({ tenantId, principal: 'system' }, campaignId);
    if (campaign?.status === 'scheduled' && campaign.launchId) expected.add(launchScheduleName(campaign.launchId));
  }
  return expected;
}

/** Deletes one-shot schedules that no scheduled campaign waits for: what a crash between two calls left behind. */
export async function tidySchedules(deps: Deps): Promise<void> {
  const candidates = await Array.fromAsync(deps.schedules.createdBefore(agoMs(deps, settledMs)));
  const expected = await expectedSchedules(deps);
  for (const name of candidates) if (!expected.has(name)) await deps.schedules.cancel(name);
}
