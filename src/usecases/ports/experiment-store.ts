import type { ExperimentRow, LookInput } from '../../contracts/experiment.ts';
import type { TenantScope } from '../scope.ts';

export interface ExperimentRef {
  readonly campaignId: string;
  readonly stepId: string;
}

export interface ExperimentStore {
  /** Strongly consistent. */
  get(scope: TenantScope, ref: ExperimentRef): Promise<ExperimentRow | undefined>;
  /** Writes tests that do not exist; those that do stay as they are. */
  create(rows: readonly ExperimentRow[]): Promise<void>;
  /** False when the row changed since it was read; then nothing was written. */
  save(row: ExperimentRow, seenRev: number): Promise<boolean>;
  list(scope: TenantScope, campaignId: string): Promise<readonly ExperimentRow[]>;
}

export interface ExperimentRuns {
  /** Starts the execution that waits for the next look; starting the same one again is harmless. */
  start(input: LookInput): Promise<void>;
}
