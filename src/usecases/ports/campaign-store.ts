import type { Campaign, CampaignStatus, campaignTypes } from '../../contracts/campaign.ts';
import type { Sequence } from '../../contracts/step.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface CampaignFilter extends PageRequest {
  readonly status?: CampaignStatus | undefined;
  readonly campaignType?: (typeof campaignTypes)[number] | undefined;
}

export interface VersionSummary {
  readonly number: number;
  readonly contentHash: string;
  readonly publishedAt: string;
}

/** A published version: never changed after it was written. */
export interface PublishedVersion extends VersionSummary {
  readonly sequence: Sequence;
}

/** Saves answer false when the campaign changed since `seenRev` was read; then nothing was written. */
export interface CampaignStore {
  create(campaign: Campaign, draft: Sequence): Promise<void>;
  /** Strongly consistent. */
  get(scope: TenantScope, id: string): Promise<Campaign | undefined>;
  save(campaign: Campaign, seenRev: number): Promise<boolean>;
  remove(campaign: Campaign): Promise<boolean>;
  list(scope: TenantScope, filter: CampaignFilter): Promise<Page<Campaign>>;
  getDraft(scope: TenantScope, id: string): Promise<Sequence>;
  saveDraft(campaign: Campaign, seenRev: number, draft: Sequence): Promise<boolean>;
  publish(campaign: Campaign, seenRev: number, version: PublishedVersion): Promise<boolean>;
  getVersion(scope: TenantScope, id: string, number: number): Promise<PublishedVersion | undefined>;
  listVersions(scope: TenantScope, id: string): Promise<readonly VersionSummary[]>;
  /** Campaigns of every tenant that jobs look at: scheduled, active, paused and lately completed ones. */
  listWatched(): AsyncIterable<{ readonly tenantId: string; readonly campaignId: string }>;
  /** Takes a campaign off that list until its next change. */
  unwatch(campaign: Campaign): Promise<void>;
}
