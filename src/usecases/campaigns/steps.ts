import type { Fault } from '../../contracts/problem.ts';
import type { Sequence, SequenceProblem } from '../../contracts/step.ts';
import { refusalOf } from '../../domain/campaign/transitions.ts';
import { ok } from '../../domain/result.ts';
import { entryOf } from '../../domain/sequence/graph.ts';
import { compileStepBlocks } from '../content/compile-step-blocks.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import { changedMeanwhile, conflict, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type JudgeDeps, judgeSequence } from './judge-sequence.ts';

export interface Deps extends JudgeDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'saveDraft'>;
  readonly clock: Clock;
}

export interface SavedSequence {
  readonly entry: string | null;
  readonly steps: Sequence['steps'];
  readonly problems: readonly SequenceProblem[];
  readonly launchable: boolean;
  /** Of the campaign: its steps have none of their own. */
  readonly rev: number;
}

const isError = (problem: SequenceProblem): boolean => problem.severity === 'error';

export const faultsOf = (problems: readonly SequenceProblem[]): readonly Fault[] =>
  problems.filter(isError).map(({ path, code, message }) => ({ path: `body.${path}`, code, message }));

const saved = (sequence: Sequence, problems: readonly SequenceProblem[], rev: number): SavedSequence => ({
  entry: entryOf(sequence),
  steps: sequence.steps,
  problems,
  launchable: !problems.some(isError),
  rev,
});

export const getSteps =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<SavedSequence> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const sequence = await deps.campaigns.getDraft(scope, id);
    return ok(saved(sequence, await judgeSequence(scope, sequence, deps, campaign), campaign.rev));
  };

export const validateSteps =
  (deps: Deps) =>
  async (
    scope: TenantScope,
    id: string,
    sequence: Sequence,
  ): Outcome<Pick<SavedSequence, 'problems' | 'launchable'>> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    return ok(saved(sequence, await judgeSequence(scope, sequence, deps, campaign), campaign.rev));
  };

/** Replaces the whole sequence; blocks without HTML get theirs. An error refuses it with every fault, unless `draft` asks to keep unfinished work. */
export const replaceSteps =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, given: Sequence, draft: boolean): Outcome<SavedSequence> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const refusal = refusalOf('edit_steps', campaign.status);
    if (refusal) return conflict(refusal);
    const { sequence } = await compileStepBlocks(deps.compileBlocks, given);
    const problems = await judgeSequence(scope, sequence, deps, campaign);
    if (!draft && problems.some(isError)) {
      return invalid(
        'The sequence was not saved: mend every fault, or send ?draft=true to keep it unfinished.',
        faultsOf(problems),
      );
    }
    const changed = { ...campaign, rev: campaign.rev + 1, updatedAt: deps.clock.now() };
    if (!(await deps.campaigns.saveDraft(changed, campaign.rev, sequence))) return changedMeanwhile('campaign');
    return ok(saved(sequence, problems, changed.rev));
  };
