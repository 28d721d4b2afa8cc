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
  /** By reason, as the planning found. */
  readonly excluded: Readonly<Record<string, number>>;
  /** By reason, of those whom the planning let through, as their enrolment found. */
  readonly excludedAtEntry: Readonly<Record<string, number>>;
  /** By reason, of those who joined the segment after the launch. */
  readonly excludedLater: Readonly<Record<string, number>>;
  /** Where each contact begins at its local time: when each zone of the audience does. Empty otherwise. */
  readonly zones: Readonly<Record<string, string>>;
  readonly updatedAt: string;
}

export interface PlanStore {
  create(scope: TenantScope, plan: Plan): Promise<void>;
  get(scope: TenantScope, campaignId: string, launchId: string): Promise<Plan | undefined>;
  /** False when another worker moved the plan on since `seen`. */
  advance(scope: TenantScope, plan: Plan, seen: Plan): Promise<boolean>;
  /** Notes that a chunk begins with its zone. */
  keepForZone(scope: TenantScope, campaignId: string, launchId: string, zone: string, chunk: number): Promise<void>;
  /** Numbers of the chunks that begin with a zone. */
  chunksOfZone(scope: TenantScope, campaignId: string, launchId: string, zone: string): Promise<readonly number[]>;
  /** Counts a chunk as enrolled, and by reason those of it who were not; once however often it is called. */
  finishChunk(
    scope: TenantScope,
    campaignId: string,
    launchId: string,
    chunk: number,
    excluded: Readonly<Record<string, number>>,
    now: string,
  ): Promise<void>;
  /** Counts a contact who joined the segment after the launch and was left out: once, by the reason it has first. */
  countLeftOut(
    scope: TenantScope,
    campaignId: string,
    launchId: string,
    contactId: string,
    reason: string,
    now: string,
  ): Promise<void>;
  /** Numbers of the chunks that are enrolled. */
  finishedChunks(scope: TenantScope, campaignId: string, launchId: string): Promise<ReadonlySet<number>>;
}
