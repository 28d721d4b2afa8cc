import type { Campaign } from '../../contracts/campaign.ts';
import type { ExperimentRow, ExperimentTask, LookOutcome } from '../../contracts/experiment.ts';
import { figuresOf } from '../../domain/experiment/figures.ts';
import { judge } from '../../domain/experiment/life.ts';
import { isOver } from '../../domain/experiment/state.ts';
import { dueAfterPauses } from '../../domain/schedule/pause-shift.ts';
import { fresh } from '../../domain/webhooks/fresh.ts';
import { decisionNotices } from '../../domain/webhooks/outcome-notices.ts';
import { ConcurrentChange } from '../engine/run-step.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock, Queues } from '../ports/effects.ts';
import type { ExperimentStore } from '../ports/experiment-store.ts';
import type { StatsStore } from '../ports/stats-store.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { releaseWaiting } from './release.ts';

export interface Deps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly experiments: Pick<ExperimentStore, 'get' | 'save'>;
  readonly stats: Pick<StatsStore, 'read'>;
  readonly queues: Pick<Queues, 'plan'>;
  readonly tell: Tell;
  readonly clock: Clock;
}

/** When a test has to be decided, the pauses of its campaign counted in. */
export const decideAtOf = ({ startedAt, decideAt }: ExperimentRow, { pauses }: Campaign): string =>
  dueAfterPauses(startedAt, decideAt, pauses);

/** Looks at a running test and keeps what was decided, with the figures it went by. */
async function look(deps: Deps, scope: TenantScope, campaign: Campaign, row: ExperimentRow) {
  const rows = await deps.stats.read(scope, campaign.id, campaign.shards, null, null);
  const figures = { counts: figuresOf(row, rows), now: deps.clock.now(), dueAt: decideAtOf(row, campaign) };
  const judged = judge(row, figures);
  if (!(await deps.experiments.save(judged.row, row.rev))) throw new ConcurrentChange();
  return judged;
}

/** A decision that is found may be one that a call before this one died over, before it told of it. */
async function tellOfDecision({ tell, clock }: Deps, scope: TenantScope, row: ExperimentRow): Promise<void> {
  await tell(scope, decisionNotices(row).filter(fresh(clock.now())));
}

/**
 * One wake of the experiment machine. A test of a paused campaign is looked at again when that is resumed, which starts another
 * execution; one that was decided meanwhile only has to let its contacts go. A repeated call finds its decision stored.
 * @throws ConcurrentChange when the test changed meanwhile: Step Functions tries again.
 */
export const evaluateExperiment =
  (deps: Deps) =>
  async ({ task, ...input }: ExperimentTask): Promise<LookOutcome> => {
    const scope = { tenantId: input.tenantId, principal: 'system' };
    const [campaign, row] = await Promise.all([
      deps.campaigns.get(scope, input.campaignId),
      deps.experiments.get(scope, input),
    ]);
    if (!campaign || !row || campaign.status === 'archived') return { ...input, next: 'done' };
    if (task === 'release') {
      await releaseWaiting(deps.queues, campaign);
      return { ...input, next: 'done' };
    }
    if (isOver(row)) {
      await tellOfDecision(deps, scope, row);
      return { ...input, next: 'release' };
    }
    if (row.generation !== input.generation || row.nextLookAt === null || campaign.status === 'paused')
      return { ...input, next: 'done' };
    // A call that was repeated after it saved finds the next look in the future.
    if (row.nextLookAt > input.waitUntil && row.nextLookAt > deps.clock.now())
      return { ...input, waitUntil: row.nextLookAt, next: 'look_again' };
    const judged = await look(deps, scope, campaign, row);
    await tellOfDecision(deps, scope, judged.row);
    return { ...input, waitUntil: judged.row.nextLookAt ?? input.waitUntil, next: judged.next };
  };
