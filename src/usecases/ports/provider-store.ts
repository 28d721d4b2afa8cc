import type { MailboxProvider, ProviderState, ProviderTrouble } from '../../contracts/provider.ts';
import type { TenantScope } from '../scope.ts';

/** How mailbox providers treat the mails of a tenant. */
export interface ProviderStore {
  get(scope: TenantScope, provider: MailboxProvider): Promise<ProviderState | undefined>;
  /** Of every provider that had trouble within the last weeks. */
  list(scope: TenantScope): Promise<readonly ProviderState[]>;
  /** False when it changed since `seenRev` was read; 0 is a provider without a row. */
  save(scope: TenantScope, state: ProviderState, seenRev: number): Promise<boolean>;
  /** Adds to the counters of an hour, `2026-11-25T09`. */
  count(scope: TenantScope, provider: MailboxProvider, hour: string, trouble: ProviderTrouble): Promise<void>;
  /** The sums from an hour on. */
  troubleSince(scope: TenantScope, provider: MailboxProvider, hour: string): Promise<ProviderTrouble>;
}
