import type { ProviderState } from '../../contracts/provider.ts';
import { providerOf } from '../../domain/deliverability/mailbox-provider.ts';
import { isHolding } from '../../domain/delivery/provider-brake.ts';
import type { SendingWait } from '../../domain/delivery/wait-shift.ts';
import type { Clock } from '../ports/effects.ts';
import type { ProviderStore } from '../ports/provider-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly providers: Pick<ProviderStore, 'list'>;
  readonly clock: Clock;
}

export interface ProviderHolds {
  /** Why a mail to an address waits; undefined when it may leave. */
  holdOf(scope: TenantScope, email: string): Promise<SendingWait | undefined>;
}

/** A hold or a release is seen after this long. */
const rememberedMs = 60_000;

/** The holds on mailbox providers, read once a minute for each tenant. */
export function providerHolds({ providers, clock }: Deps): ProviderHolds {
  const cache = new Map<string, { readonly states: Promise<readonly ProviderState[]>; readonly until: number }>();
  const statesOf = (scope: TenantScope): Promise<readonly ProviderState[]> => {
    const now = Date.parse(clock.now());
    const known = cache.get(scope.tenantId);
    if (known && known.until > now) return known.states;
    const states = providers.list(scope);
    if (cache.size > 1000) cache.clear();
    cache.set(scope.tenantId, { states, until: now + rememberedMs });
    states.catch(() => cache.delete(scope.tenantId));
    return states;
  };
  return {
    holdOf: async (scope, email) => {
      const mine = providerOf(email);
      const state = (await statesOf(scope)).find(({ provider }) => provider === mine);
      if (!state || !isHolding(state.hold, clock.now())) return undefined;
      return { rule: 'provider_hold', until: state.hold.until, why: state.hold.why };
    },
  };
}
