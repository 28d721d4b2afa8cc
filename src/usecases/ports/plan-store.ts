import type { TenantScope } from '../scope.ts';

/** How far the reading of an audience has come. */
export interface Plan {
  readonly campaignId: string;
  readonly launchId: string;
  readonly segmentId: string;
  readonly cursor: string | null;
  readonly done: boolean;
  readonly chunks: number;
  readonly chunksDone: number;
  readonly members: number;
  readonly planned: number;
  readonly excluded: Readonly<Record<string, number>>;
  readonly updatedAt: string;
}

export interface PlanStore {
  create(scope: TenantScope, plan: Plan): Promise<void>;
  get(scope: TenantScope, campaignId: string, launchId: string): Promise<Plan | undefined>;
  /** False when another worker moved the plan on since `seen`. */
  advance(scope: TenantScope, plan: Plan, seen: Plan): Promise<boolean>;
  /** Counts a chunk as enrolled, once however often it is called. */
  finishChunk(scope: TenantScope, campaignId: string, launchId: string, chunk: number, now: string): Promise<void>;
  /** Numbers of the chunks that are enrolled. */
  finishedChunks(scope: TenantScope, campaignId: string, launchId: string): Promise<ReadonlySet<number>>;
}
