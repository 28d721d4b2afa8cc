import type { Campaign } from '../../contracts/campaign.ts';
import { ok } from '../../domain/result.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { freshCampaign } from './create-campaign.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'create'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** A new draft with the same settings and steps: own id, no history, no dates. Step ids are the sequence's own, so branches stay inside it. */
export const cloneCampaign =
  ({ campaigns, clock, ids }: Deps) =>
  async (scope: TenantScope, id: string, name?: string): Outcome<Campaign> => {
    const original = await campaigns.get(scope, id);
    if (!original) return notFound('campaign');
    const clone = {
      ...original,
      ...freshCampaign(ids.next('campaign'), scope, clock.now()),
      name: name ?? `${original.name} (Copy)`.slice(0, 255),
      startDate: null,
      endDate: null,
    };
    await campaigns.create(clone, await campaigns.getDraft(scope, id));
    return ok(clone);
  };
