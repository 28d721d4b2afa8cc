import { providerOf } from '../../domain/deliverability/mailbox-provider.ts';
import { isHolding } from '../../domain/delivery/provider-brake.ts';
import type { SendingWait } from '../../domain/delivery/wait-shift.ts';
import type { Clock } from '../ports/effects.ts';
import type { ProviderStore } from '../ports/provider-store.ts';
import { remembered } from '../remembered.ts';
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
  const statesOf = remembered(providers.list, {
    keyOf: ({ tenantId }: TenantScope) => tenantId,
    maxAgeMs: rememberedMs,
    nowMs: () => Date.parse(clock.now()),
  });
  return {
    holdOf: async (scope, email) => {
      const mine = providerOf(email);
      const state = (await statesOf(scope)).find(({ provider }) => provider === mine);
      if (!state || !isHolding(state.hold, clock.now())) return undefined;
      return { rule: 'provider_hold', until: state.hold.until, why: state.hold.why };
    },
  };
}
