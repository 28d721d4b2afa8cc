import type { Campaign } from '../../contracts/campaign.ts';
import type { Fault } from '../../contracts/problem.ts';
import type { Sequence } from '../../contracts/step.ts';
import { designOf } from '../../domain/experiment/start.ts';
import { isOver } from '../../domain/experiment/state.ts';
import type { ExperimentStore } from '../ports/experiment-store.ts';
import { fault } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

/** Mails of a new version that would change a test while it runs: its figures would then be of two tests. */
export async function spoiledTests(
  { experiments }: { readonly experiments: Pick<ExperimentStore, 'list'> },
  scope: TenantScope,
  campaign: Campaign,
  { steps }: Sequence,
): Promise<readonly Fault[]> {
  const rows = (await experiments.list(scope, campaign.id)).filter((row) => !isOver(row));
  return rows.flatMap((row) => {
    const index = steps.findIndex(({ id }) => id === row.stepId);
    const step = steps[index];
    if (step?.kind !== 'email' || designOf(step) === row.design) return [];
    return [
      fault(
        `body.steps.${index}`,
        'test_running',
        `The test on "${row.stepId}" runs: its content, variants and rule stay as they are until it is decided. Decide it first with POST /api/campaigns/{id}/experiments/${row.stepId}/decision, or give the step another id.`,
      ),
    ];
  });
}
