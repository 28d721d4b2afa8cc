import type { MailboxProvider } from '../../contracts/provider.ts';
import {
  afterOutcomes,
  isTrouble,
  newProviderState,
  type ProviderWord,
  troubleIn,
} from '../../domain/delivery/provider-brake.ts';
import type { Clock, Metrics } from '../ports/effects.ts';
import type { ProviderStore } from '../ports/provider-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly providers: Pick<ProviderStore, 'get' | 'save' | 'count'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** What a mailbox provider said of one mail. */
export interface ProviderNews {
  readonly provider: MailboxProvider;
  readonly word: ProviderWord;
}

export type WatchProviders = (scope: TenantScope, news: readonly ProviderNews[]) => Promise<void>;

const attempts = 5;
/** More good outcomes than are looked at say nothing new. */
const keptGood = 100;

async function brake(deps: Deps, scope: TenantScope, provider: MailboxProvider, words: readonly ProviderWord[]) {
  const now = deps.clock.now();
  for (let attempt = 0; attempt < attempts; attempt++) {
    const state = (await deps.providers.get(scope, provider)) ?? newProviderState(provider);
    const after = afterOutcomes(state, words, now);
    if (after === state) return;
    if (!(await deps.providers.save(scope, after, state.rev))) continue;
    if (after.hold && after.hold !== state.hold) deps.metrics.count('ProviderHolds');
    return;
  }
}

/**
 * Notes how providers treat the mails of a tenant, and holds those that refuse. Written only when something bad happens: until then good
 * outcomes are remembered here, in the order in which they came, and those of a worker that ends before are forgotten. Of a race that is
 * lost too often the outcomes are left out: others say the same.
 */
export function watchProviders(deps: Deps): WatchProviders {
  const pending = new Map<string, ProviderWord[]>();
  return async (scope, news) => {
    for (const [provider, mine] of Map.groupBy(news, (one) => one.provider)) {
      const name = `${scope.tenantId}|${provider}`;
      const words = [...(pending.get(name) ?? []), ...mine.map(({ word }) => word)];
      const trouble = troubleIn(words);
      if (!isTrouble(trouble)) {
        if (pending.size > 1000) pending.clear();
        pending.set(name, words.slice(-keptGood));
        continue;
      }
      pending.delete(name);
      await deps.providers.count(scope, provider, deps.clock.now().slice(0, 13), trouble);
      await brake(deps, scope, provider, words);
    }
  };
}
