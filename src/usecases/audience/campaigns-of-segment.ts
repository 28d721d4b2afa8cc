import type { Campaign, CampaignStatus } from '../../contracts/campaign.ts';
import { inParallel } from '../in-parallel.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { SegmentUses } from '../ports/refresh-store.ts';
import type { TenantScope } from '../scope.ts';

export interface UseDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly uses: Pick<SegmentUses, 'campaignsOf' | 'remove'>;
}

const running: ReadonlySet<CampaignStatus> = new Set(['scheduled', 'active', 'paused']);
/** Campaigns that never run again. One that is launched this moment may still be a draft. */
const over: ReadonlySet<CampaignStatus | undefined> = new Set([undefined, 'completed', 'archived']);
const atOnce = 10;

/** Campaigns that were launched with a segment and are not over; those that are over are forgotten. */
export async function campaignsOfSegment(
  { campaigns, uses }: UseDeps,
  scope: TenantScope,
  segmentId: string,
): Promise<readonly Campaign[]> {
  const ids = await uses.campaignsOf(scope, segmentId);
  const found = await inParallel(ids, atOnce, async (id) => {
    const campaign = await campaigns.get(scope, id);
    if (over.has(campaign?.status)) await uses.remove(scope, segmentId, id);
    return campaign;
  });
  return found.flatMap((one) => (one && running.has(one.status) && one.segmentId === segmentId ? [one] : []));
}
