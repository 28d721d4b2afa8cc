import type { Campaign, NewCampaign } from '../../contracts/campaign.ts';
import type { Fault } from '../../contracts/problem.ts';
import { campaignFaults } from '../../domain/campaign/campaign-faults.ts';
import { ok } from '../../domain/result.ts';
import { senderFaults } from '../delivery/campaign-senders.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { fault, invalid, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { nameSegments } from './campaign-rules.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'create'>;
  readonly segments: Pick<SegmentStore, 'get' | 'list'>;
  readonly senders: Pick<SenderStore, 'get'>;
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
    pauseReason: null,
    guardrail: null,
    acknowledged: null,
    launchId: null,
    createdBy: scope.principal,
    createdAt: now,
    updatedAt: now,
    launchedAt: null,
    completedAt: null,
  }) satisfies Partial<Campaign>;

/** A campaign names only a segment that exists. */
export async function segmentFaults(
  segments: Pick<SegmentStore, 'get'>,
  scope: TenantScope,
  id: string | null | undefined,
): Promise<readonly Fault[]> {
  if (!id || (await segments.get(scope, id))) return [];
  return [fault('body.segmentId', 'unknown_segment', 'There is no such segment. List them with GET /api/segments.')];
}

export const createCampaign =
  ({ campaigns, segments, senders, clock, ids }: Deps) =>
  async (scope: TenantScope, input: NewCampaign): Outcome<Campaign> => {
    const named = await nameSegments({ segments }, scope, input);
    const faults = [
      ...(await segmentFaults(segments, scope, input.segmentId)),
      ...(await senderFaults(senders, scope, input.senders)),
      ...campaignFaults(input),
      ...named.faults,
    ];
    if (faults.length > 0) return invalid('The campaign was not created.', faults);
    const campaign = {
      ...named.campaign,
      ...freshCampaign(ids.next('campaign'), scope, clock.now()),
      fromTemplate: null,
    };
    await campaigns.create(campaign, { steps: [] });
    return ok(campaign);
  };
