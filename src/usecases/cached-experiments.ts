import type { ExperimentRow } from '../contracts/experiment.ts';
import type { ExperimentStore } from './ports/experiment-store.ts';

type Readable = Pick<ExperimentStore, 'get'>;

/** Tests as they were up to `maxAgeMs` ago: a whole audience asks about the same one. */
export function cachedExperiments(store: Readable, maxAgeMs: number, nowMs: () => number): Readable {
  const cache = new Map<string, { readonly row: Promise<ExperimentRow | undefined>; readonly until: number }>();
  return {
    get: (scope, ref) => {
      const key = `${scope.tenantId}|${ref.campaignId}|${ref.stepId}`;
      const known = cache.get(key);
      if (known && known.until > nowMs()) return known.row;
      const row = store.get(scope, ref);
      if (cache.size > 1000) cache.clear();
      cache.set(key, { row, until: nowMs() + maxAgeMs });
      row.catch(() => cache.delete(key));
      return row;
    },
  };
}
