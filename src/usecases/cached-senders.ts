import type { SenderStore } from './ports/resource-stores.ts';
import type { TenantScope } from './scope.ts';

type Readable = Pick<SenderStore, 'get' | 'findByEmail'>;
type Read = Readable['get'];

/** A changed sender is seen after this long. */
const maxAgeMs = 60_000;

function remembered(read: Read, nowMs: () => number): Read {
  const cache = new Map<string, { readonly sender: ReturnType<Read>; readonly until: number }>();
  return (scope: TenantScope, name: string) => {
    const key = `${scope.tenantId}|${name}`;
    const known = cache.get(key);
    if (known && known.until > nowMs()) return known.sender;
    const sender = read(scope, name);
    if (cache.size > 1000) cache.clear();
    cache.set(key, { sender, until: nowMs() + maxAgeMs });
    sender.catch(() => cache.delete(key));
    return sender;
  };
}

/** Senders as they were up to a minute ago. */
export const cachedSenders = (senders: Readable, nowMs: () => number): Readable => ({
  get: remembered(senders.get, nowMs),
  findByEmail: remembered(senders.findByEmail, nowMs),
});
