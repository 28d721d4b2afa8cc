import type { Campaign, CampaignPatch } from '../../contracts/campaign.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import { changedMeanwhile, conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'save'>;
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly clock: Clock;
}

/** A patch without its absent fields: `undefined` never overwrites. */
export const definedOnly = <T extends object>(patch: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  JSON.parse(JSON.stringify(patch));

export const updateCampaign =
  ({ campaigns, segments, clock }: Deps) =>
  async (scope: TenantScope, id: string, patch: CampaignPatch): Outcome<Campaign> => {
    const campaign = await campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf('edit', campaign.status);
    if (refusal) return conflict(refusal);
    if (patch.segmentId && !(await segments.get(scope, patch.segmentId))) {
      return invalid('Nothing was changed.', [
        fault('body.segmentId', 'unknown_segment', 'There is no such segment. List them with GET /api/segments.'),
      ]);
    }
    const changed = { ...campaign, ...definedOnly(patch), rev: campaign.rev + 1, updatedAt: clock.now() };
    if (changed.startDate && changed.endDate && changed.startDate >= changed.endDate) {
      return invalid('Nothing was changed.', [
        fault('body.endDate', 'dates_out_of_order', 'endDate must be later than startDate.'),
      ]);
    }
    return (await campaigns.save(changed, campaign.rev)) ? ok(changed) : changedMeanwhile('campaign');
  };
