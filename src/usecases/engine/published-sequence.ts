import type { Sequence } from '../../contracts/step.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { TenantScope } from '../scope.ts';

type ReadSequence = (scope: TenantScope, campaignId: string, version: number) => Promise<Sequence>;

const maxCached = 50;

/** Reads published sequences once per container: a version never changes. */
export function publishedSequences(campaigns: Pick<CampaignStore, 'getVersion'>): ReadSequence {
  const cache = new Map<string, Sequence>();
  return async (scope, campaignId, version) => {
    const key = `${scope.tenantId}|${campaignId}|${version}`;
    const known = cache.get(key);
    if (known) return known;
    const published = await campaigns.getVersion(scope, campaignId, version);
    if (!published) throw new Error(`Campaign ${campaignId} has no version ${version}`);
    if (cache.size >= maxCached) cache.clear();
    cache.set(key, published.sequence);
    return published.sequence;
  };
}
export type { ReadSequence };
