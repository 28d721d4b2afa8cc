import type { ContactWalk } from '../ports/contact-walk.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';

export interface DecayJobDeps {
  readonly settings: Pick<SettingsStore, 'listDecaying'>;
  readonly walk: Pick<ContactWalk, 'shards'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly clock: Clock;
}

/** Begins the nightly decay of the lead scores of every tenant that wants it. */
export async function beginDecay({ settings, walk, queues, clock }: DecayJobDeps): Promise<void> {
  const day = clock.now().slice(0, 10);
  for await (const tenantId of settings.listDecaying())
    for (let shard = 0; shard < walk.shards; shard++)
      await queues.plan({ kind: 'decay', tenantId, shard, cursor: null, day });
}
