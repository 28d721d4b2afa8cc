import type { Campaign } from '../../contracts/campaign.ts';
import type { ExperimentRow } from '../../contracts/experiment.ts';
import { nextLookAfter } from '../../domain/experiment/life.ts';
import type { Clock } from '../ports/effects.ts';
import type { ExperimentRuns, ExperimentStore } from '../ports/experiment-store.ts';
import type { TenantScope } from '../scope.ts';
import { startLooking } from './begin-tests.ts';
import { decideAtOf } from './evaluate.ts';

export interface LookDeps {
  readonly experiments: Pick<ExperimentStore, 'list' | 'save'>;
  readonly experimentRuns: ExperimentRuns;
  readonly clock: Clock;
}

/** Starts another execution for a test whose own one ended, or is lost. Should the old one wake after all, it finds itself replaced. */
async function restart(deps: LookDeps, row: ExperimentRow, nextLookAt: string): Promise<void> {
  const next = { ...row, nextLookAt, generation: row.generation + 1, rev: row.rev + 1 };
  if (await deps.experiments.save(next, row.rev)) await startLooking(deps.experimentRuns, next);
}

/** After a pause: the tests of a campaign are looked at again, at the time that the pause has moved them to. */
export async function lookAgain(deps: LookDeps, scope: TenantScope, campaign: Campaign): Promise<void> {
  const now = deps.clock.now();
  for (const row of await deps.experiments.list(scope, campaign.id)) {
    if (row.nextLookAt === null) continue;
    const next = nextLookAfter(row, now, decideAtOf(row, campaign));
    await restart(deps, row, next > now ? next : now);
  }
}

/** Looks at tests that should have been looked at before an instant: their execution is lost. False for a campaign without tests. */
export async function lookAtForgotten(
  deps: LookDeps,
  scope: TenantScope,
  campaign: Campaign,
  before: string,
): Promise<boolean> {
  const rows = await deps.experiments.list(scope, campaign.id);
  for (const row of rows)
    if (row.nextLookAt !== null && row.nextLookAt < before) await restart(deps, row, deps.clock.now());
  return rows.length > 0;
}
