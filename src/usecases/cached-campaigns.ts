import type { Campaign } from '../contracts/campaign.ts';
import type { CampaignStore } from './ports/campaign-store.ts';

/** How old a campaign may be that a sender claims by. */
export const senderCacheMs = 500;
/**
 * How long a pause is not acknowledged: every sender that read the campaign before it has made its claim by then, or sees the pause.
 */
export const pauseDrainMs = 1_000;

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
