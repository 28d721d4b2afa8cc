import type { Campaign } from '../../contracts/campaign.ts';
import type { Queues } from '../ports/effects.ts';

/** Asks the workers to release everybody a pause has parked, and the mails it held. */
export async function wakeAll(queues: Pick<Queues, 'plan'>, { tenantId, id, epoch, shards }: Campaign): Promise<void> {
  const work = { kind: 'resume', tenantId, campaignId: id, epoch, cursor: null } as const;
  await queues.plan({ ...work, what: 'mails', shard: 0 });
  for (let shard = 0; shard < shards; shard++) {
    await queues.plan({ ...work, what: 'enrollments', shard });
  }
}
