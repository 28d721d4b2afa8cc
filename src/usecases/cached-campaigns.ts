import type { Campaign } from '../contracts/campaign.ts';
import type { CampaignStore } from './ports/campaign-store.ts';

type Readable = Pick<CampaignStore, 'get' | 'getVersion'>;

/** A campaign store whose `get` may answer with a campaign read up to `maxAgeMs` ago. */
export function cachedCampaigns<S extends Readable>(store: S, maxAgeMs: number, nowMs: () => number): Readable {
  const cache = new Map<string, { readonly campaign: Promise<Campaign | undefined>; readonly until: number }>();
  return {
    getVersion: (scope, id, number) => store.getVersion(scope, id, number),
    get: (scope, id) => {
      const key = `${scope.tenantId}|${id}`;
      const known = cache.get(key);
      if (known && known.until > nowMs()) return known.campaign;
      const campaign = store.get(scope, id);
      if (cache.size > 1000) cache.clear();
      cache.set(key, { campaign, until: nowMs() + maxAgeMs });
      campaign.catch(() => cache.delete(key));
      return campaign;
    },
  };
}
