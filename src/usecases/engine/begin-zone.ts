import type { PlanWork } from '../../contracts/work.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Queues } from '../ports/effects.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import { chunkKey } from './plan-audience.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly plans: Pick<PlanStore, 'chunksOfZone'>;
  readonly queues: Pick<Queues, 'enrol'>;
}

/** The local time of a zone has come: its contacts begin. Repeating it is harmless: a chunk that is enrolled changes nothing. */
export const beginZone =
  (deps: Deps) =>
  async ({ tenantId, campaignId, launchId, zone }: Extract<PlanWork, { kind: 'zone' }>): Promise<void> => {
    const scope = { tenantId, principal: 'system' };
    const campaign = await deps.campaigns.get(scope, campaignId);
    if (campaign?.launchId !== launchId) return;
    const input = { tenantId, campaignId, launchId };
    const chunks = await deps.plans.chunksOfZone(scope, campaignId, launchId, zone);
    await deps.queues.enrol(chunks.map((chunk) => ({ ...input, chunk, key: chunkKey(input, chunk) })));
  };
