import type { CrowdClick } from '../../domain/machines/crowd.ts';
import type { TenantScope } from '../scope.ts';

/** Clicks by address and ten minutes, kept for an hour: whether one address clicks for many people at once. */
export interface CrowdStore {
  /** Notes clicks of a slot and answers with all of it and of those beside. Noting one again changes nothing. */
  note(
    scope: TenantScope,
    ip: string,
    slot: number,
    clicks: readonly CrowdClick[],
    beside: readonly number[],
  ): Promise<readonly CrowdClick[]>;
}

/** A keyed hash of a network address, alike for a tenant; nobody without the key can turn it back. */
export type AddressHash = (tenantId: string, address: string) => Promise<string>;
