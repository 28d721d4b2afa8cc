import type { Settings } from '../contracts/resources.ts';
import type { SettingsStore } from './ports/resource-stores.ts';
import type { TenantScope } from './scope.ts';

type Readable = Pick<SettingsStore, 'get'>;

const maxAgeMs = 60_000;

/** Settings of each organization, at most a minute old. */
export function cachedSettings(settings: Readable, nowMs: () => number): Readable {
  const cache = new Map<string, { readonly value: Promise<Settings>; readonly until: number }>();
  return {
    get: (scope: TenantScope) => {
      const known = cache.get(scope.tenantId);
      if (known && known.until > nowMs()) return known.value;
      const value = settings.get(scope);
      cache.set(scope.tenantId, { value, until: nowMs() + maxAgeMs });
      value.catch(() => cache.delete(scope.tenantId));
      return value;
    },
  };
}
