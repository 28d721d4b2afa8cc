import type { Sender } from '../../contracts/resources.ts';
import type { SenderPace } from '../../contracts/sender-pace.ts';
import { ok } from '../../domain/result.ts';
import type { Clock } from '../ports/effects.ts';
import type { SenderStore } from '../ports/resource-stores.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly senders: Pick<SenderStore, 'change'>;
  readonly clock: Clock;
}

/** Sets the daily cap and the warm-up of a sender. Workers follow within a minute. */
export const paceSender =
  ({ senders, clock }: Deps) =>
  async (scope: TenantScope, id: string, pace: SenderPace): Outcome<Sender> => {
    const changed = await senders.change(scope, id, { ...pace, updatedAt: clock.now() });
    return changed ? ok(changed) : notFound('sender');
  };
