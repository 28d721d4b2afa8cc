import type { Campaign } from '../../contracts/campaign.ts';
import type { ExperimentRow } from '../../contracts/experiment.ts';
import { figuresOf } from '../../domain/experiment/figures.ts';
import { begun, nextLookAfter } from '../../domain/experiment/life.ts';
import type { Clock } from '../ports/effects.ts';
import type { ExperimentRuns, ExperimentStore } from '../ports/experiment-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';
import { startLooking } from './begin-tests.ts';
import { decideAtOf } from './evaluate.ts';

export interface LookDeps {
  readonly experiments: Pick<ExperimentStore, 'list' | 'save'>;
  readonly experimentRuns: ExperimentRuns;
  readonly clock: Clock;
}

/** Starts the time of tests in a triggered campaign that have sent their first mail. */
async function beginWaiting(
  deps: LookDeps & { readonly stats: Pick<StatsStore, 'read'> },
  scope: TenantScope,
  campaign: Campaign,
  rows: readonly ExperimentRow[],
): Promise<void> {
  const waiting = rows.filter(({ status }) => status === 'waiting');
  if (waiting.length === 0) return;
  const cells = await deps.stats.read(scope, campaign.id, campaign.shards, null, null);
  for (const row of waiting) {
    if (figuresOf(row, cells).every(({ counters }) => counters.emailsSent === 0)) continue;
    const next = begun(row, deps.clock.now());
    if (await deps.experiments.save(next, row.rev)) await startLooking(deps.experimentRuns, next);
  }
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

/**
 * Looks at tests that should have been looked at before an instant, as their execution is lost, and at those that wait for their first
 * mail. False for a campaign without tests.
 */
export async function lookAtForgotten(
  deps: LookDeps & { readonly stats: Pick<StatsStore, 'read'> },
  scope: TenantScope,
  campaign: Campaign,
  before: string,
): Promise<boolean> {
  const rows = await deps.experiments.list(scope, campaign.id);
  for (const row of rows)
    if (row.nextLookAt !== null && row.nextLookAt < before) await restart(deps, row, deps.clock.now());
  await beginWaiting(deps, scope, campaign, rows);
  return rows.length > 0;
}
