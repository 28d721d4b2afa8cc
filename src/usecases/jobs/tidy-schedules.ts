import { launchScheduleName, zoneScheduleName } from '../campaigns/schedule-names.ts';
import type { TenantScope } from '../scope.ts';
import { agoMs, type Deps } from './job.ts';

/** A launch writes its campaign first and its schedule right after. */
const settledMs = 60 * 60_000;

/** Zones whose time is still to come; a campaign that is paused meanwhile lets its contacts wait, and keeps its schedules. */
async function zoneSchedules(deps: Deps, scope: TenantScope, id: string, launchId: string): Promise<readonly string[]> {
  const plan = await deps.plans.get(scope, id, launchId);
  const now = deps.clock.now();
  const ahead = Object.entries(plan?.zones ?? {}).filter(([, at]) => at > now);
  return ahead.map(([zone]) => zoneScheduleName(launchId, zone));
}

async function expectedSchedules(deps: Deps): Promise<ReadonlySet<string>> {
  const expected = new Set<string>();
  for await (const { tenantId, campaignId } of deps.campaigns.listWatched()) {
    const scope = { tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, campaignId);
    if (!campaign?.launchId) continue;
    if (campaign.status === 'scheduled') expected.add(launchScheduleName(campaign.launchId));
    if (campaign.status === 'active' || campaign.status === 'paused')
      for (const name of await zoneSchedules(deps, scope, campaignId, campaign.launchId)) expected.add(name);
  }
  return expected;
}

/** Deletes one-shot schedules that no scheduled campaign waits for: what a crash between two calls left behind. */
export async function tidySchedules(deps: Deps): Promise<void> {
  const candidates = await Array.fromAsync(deps.schedules.createdBefore(agoMs(deps, settledMs)));
  const expected = await expectedSchedules(deps);
  for (const name of candidates) if (!expected.has(name)) await deps.schedules.cancel(name);
}
