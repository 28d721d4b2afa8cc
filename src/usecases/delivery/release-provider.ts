import type { ProviderStanding } from '../../contracts/deliverability.ts';
import type { MailboxProvider } from '../../contracts/provider.ts';
import { newProviderState, released } from '../../domain/delivery/provider-brake.ts';
import { ok } from '../../domain/result.ts';
import type { ProviderStore } from '../ports/provider-store.ts';
import { changedMeanwhile, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly providers: Pick<ProviderStore, 'get' | 'save'>;
}

type Released = Pick<ProviderStanding, 'provider' | 'hold'>;

const attempts = 5;

/** Ends the hold on a provider. Workers follow within a minute; it is judged by what comes from now on. Releasing twice is harmless. */
export const releaseProvider =
  ({ providers }: Deps) =>
  async (scope: TenantScope, provider: MailboxProvider): Outcome<Released> => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const state = (await providers.get(scope, provider)) ?? newProviderState(provider);
      if (state.hold === null && state.recent === '') return ok({ provider, hold: null });
      if (await providers.save(scope, released(state), state.rev)) return ok({ provider, hold: null });
    }
    return changedMeanwhile('provider');
  };
