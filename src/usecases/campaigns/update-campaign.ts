import type { Campaign, CampaignPatch } from '../../contracts/campaign.ts';
import { campaignFaults } from '../../domain/campaign/campaign-faults.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { ok } from '../../domain/result.ts';
import { senderFaults } from '../delivery/campaign-senders.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { changedMeanwhile, conflict, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { nameSegments } from './campaign-rules.ts';
import { segmentFaults } from './create-campaign.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly segments: Pick<SegmentStore, 'get' | 'list'>;
  readonly senders: Pick<SenderStore, 'get'>;
  readonly clock: Clock;
}

/** A patch without its absent fields: `undefined` never overwrites. */
export const definedOnly = <T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  JSON.parse(JSON.stringify(patch));

export const updateCampaign =
  ({ campaigns, segments, senders, clock }: Deps) =>
  async (scope: TenantScope, id: string, patch: CampaignPatch): Outcome<Campaign> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf('edit', campaign.status);
    if (refusal) return conflict(refusal);
    const patched = { ...campaign, ...definedOnly(patch), rev: campaign.rev + 1, updatedAt: clock.now() };
    const { campaign: changed, faults: unknown } = await nameSegments({ segments }, scope, patched);
    const faults = [
      ...(await segmentFaults(segments, scope, patch.segmentId)),
      ...(await senderFaults(senders, scope, patch.senders)),
      ...campaignFaults(changed),
      ...unknown,
    ];
    if (faults.length > 0) return invalid('Nothing was changed.', faults);
    return (await campaigns.save(changed, campaign.rev)) ? ok(changed) : changedMeanwhile('campaign');
  };
