import type { TenantScope } from '../scope.ts';

/** What a From address has sent of what it may send on a day. */
export interface SenderQuota {
  /** How many of the wanted mails still have room below the cap; they are counted as sent. */
  take(scope: TenantScope, email: string, day: string, wanted: number, cap: number): Promise<number>;
  /** One that was taken did not leave. */
  giveBack(scope: TenantScope, email: string, day: string): Promise<void>;
  used(scope: TenantScope, email: string, day: string): Promise<number>;
}
