import { type RefreshDeps, refreshSender } from '../content/refresh-sender.ts';
import { inParallel } from '../in-parallel.ts';
import type { SenderStore } from '../ports/resource-stores.ts';

export interface SenderJobDeps extends Omit<RefreshDeps, 'senders'> {
  readonly senders: Pick<SenderStore, 'get' | 'change' | 'listAll'>;
}

/** SES answers about one such question a second, for the whole account. */
const atOnce = 1;

/** Asks SES and the DNS about every sender of every tenant: a record that was taken away shows within a day. */
export async function checkSenders(deps: SenderJobDeps): Promise<void> {
  const failures: unknown[] = [];
  const all = await Array.fromAsync(deps.senders.listAll());
  await inParallel(all, atOnce, async ({ tenantId, senderId }) => {
    const scope = { tenantId, principal: 'system' };
    const sender = await deps.senders.get(scope, senderId);
    if (sender) await refreshSender(deps, scope, sender).catch((cause: unknown) => failures.push(cause));
  });
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} senders could not be checked`);
}
