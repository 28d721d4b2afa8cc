import type { TenantScope } from '../scope.ts';

export interface TriggerStore {
  add(scope: TenantScope, event: string, campaignId: string): Promise<void>;
  remove(scope: TenantScope, event: string, campaignId: string): Promise<void>;
  /** Ids of campaigns that were launched for this event. */
  campaignsOf(scope: TenantScope, event: string): Promise<readonly string[]>;
}
