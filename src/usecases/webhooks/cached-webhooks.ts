import type { WebhookStore } from '../ports/webhook-store.ts';

type Listed = Promise<Awaited<ReturnType<WebhookStore['list']>>>;

const freshMs = 10_000;

/** The webhooks of a tenant, at most ten seconds old where they are listed: every event of a mail asks for them. */
export function cachedWebhooks<S extends Pick<WebhookStore, 'list'>>(store: S, nowMs: () => number): S {
  const known = new Map<string, { readonly at: number; readonly listed: Listed }>();
  const list: WebhookStore['list'] = (scope) => {
    const found = known.get(scope.tenantId);
    if (found && nowMs() - found.at < freshMs) return found.listed;
    const listed = store.list(scope);
    known.set(scope.tenantId, { at: nowMs(), listed });
    listed.catch(() => known.delete(scope.tenantId));
    return listed;
  };
  return { ...store, list };
}
