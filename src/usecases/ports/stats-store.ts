import type { Books, Counters } from '../../contracts/analytics.ts';
import type { StoredReport, Tally } from '../../contracts/tally.ts';
import type { Mills } from '../../domain/analytics/mills.ts';
import type { TenantScope } from '../scope.ts';

export interface CounterRow {
  readonly day: string;
  readonly stepId: string;
  readonly variant: string;
  readonly counters: Counters;
  /** What its conversions were worth. */
  readonly mills: Mills;
}

export interface StatsStore {
  /** Counter rows of the days from `startDay` to `endDay`, both included; null leaves a side open. Several rows may share a key. */
  read(
    scope: TenantScope,
    campaignId: string,
    shards: number,
    startDay: string | null,
    endDay: string | null,
  ): Promise<readonly CounterRow[]>;
  /** Moves the counters of days before `day` into shard 0, exactly. Returns how many rows went away. */
  compact(scope: TenantScope, campaignId: string, shards: number, beforeDay: string): Promise<number>;
  getBooks(scope: TenantScope, campaignId: string): Promise<Books | undefined>;
  saveBooks(scope: TenantScope, campaignId: string, books: Books): Promise<void>;
  getReport(scope: TenantScope, campaignId: string): Promise<StoredReport | undefined>;
  saveReport(scope: TenantScope, campaignId: string, report: StoredReport): Promise<void>;
  /** Partial sums of a recount under way, kept between its pages. */
  getTally(scope: TenantScope, campaignId: string, recountId: string): Promise<Tally | undefined>;
  saveTally(scope: TenantScope, campaignId: string, recountId: string, tally: Tally): Promise<void>;
}
