import type { Campaign, NewCampaign } from '../../contracts/campaign.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { fault, invalid, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'create'>;
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** What every new campaign starts with, whether it is written or cloned. */
export const freshCampaign = (id: string, scope: TenantScope, now: string) =>
  ({
    id,
    tenantId: scope.tenantId,
    status: 'draft',
    totalContacts: 0,
    version: 0,
    rev: 1,
    shards: 1,
    epoch: 0,
    pauses: [],
    launchId: null,
    createdBy: scope.principal,
    createdAt: now,
    updatedAt: now,
    launchedAt: null,
    completedAt: null,
  }) satisfies Partial<Campaign>;

export const createCampaign =
  ({ campaigns, segments, clock, ids }: Deps) =>
  async (scope: TenantScope, input: NewCampaign): Outcome<Campaign> => {
    if (input.segmentId && !(await segments.get(scope, input.segmentId))) {
      return invalid('The campaign was not created.', [
        fault('body.segmentId', 'unknown_segment', 'There is no such segment. List them with GET /api/segments.'),
      ]);
    }
    const campaign = { ...input, ...freshCampaign(ids.next('campaign'), scope, clock.now()) };
    await campaigns.create(campaign, { steps: [] });
    return ok(campaign);
  };
