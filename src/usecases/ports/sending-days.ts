import type { Sends } from '../../contracts/guardrail.ts';
import type { TenantScope } from '../scope.ts';

/** What became of the mails of a From address on a day (UTC). */
export interface SendingDay extends Sends {
  /** `2026-11-25`. */
  readonly day: string;
}

export interface SendingDays {
  /** The days from `fromDay` on, the oldest first; days without mail are left out. Kept for at least seven days. */
  read(scope: TenantScope, email: string, fromDay: string): Promise<readonly SendingDay[]>;
}
