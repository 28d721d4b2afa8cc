import type { Campaign } from '../../contracts/campaign.ts';
import type { Enrollment, EnrollmentStatus } from '../../contracts/enrollment.ts';
import type { Migration, MigrationPlan } from '../../contracts/migration.ts';
import type { Fault } from '../../contracts/problem.ts';
import type { Sequence, Step } from '../../contracts/step.ts';
import { stepsById } from '../../domain/sequence/graph.ts';
import { fateAt } from '../../domain/sequence/migrate.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import { fault } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly journeys: Pick<JourneyStore, 'pageEnrollments'>;
  readonly readSequence: ReadSequence;
}

export const openStatuses: readonly EnrollmentStatus[] = ['enrolled', 'active', 'held'];
const pageSize = 1000;

async function* openEnrollments(deps: Deps, scope: TenantScope, campaign: Campaign): AsyncGenerator<Enrollment> {
  for (const status of openStatuses)
    for (let shard = 0; shard < campaign.shards; shard++) {
      let from: string | null = null;
      do {
        const page = await deps.journeys.pageEnrollments(scope, campaign.id, shard, status, from, pageSize);
        yield* page.items;
        from = page.next;
      } while (from);
    }
}

/** Contacts on their way, by the version and the step they stand on. */
async function standing(deps: Deps, scope: TenantScope, campaign: Campaign) {
  const counts = new Map<string, { version: number; stepId: string | null; contacts: number }>();
  for await (const { version, currentStepId } of openEnrollments(deps, scope, campaign)) {
    const key = `${version}|${currentStepId ?? ''}`;
    const known = counts.get(key) ?? { version, stepId: currentStepId, contacts: 0 };
    counts.set(key, { ...known, contacts: known.contacts + 1 });
  }
  return [...counts.values()];
}

const kindIn = (sequence: Sequence, stepId: string | null): Step['kind'] | undefined =>
  stepId === null ? undefined : stepsById(sequence).get(stepId)?.kind;

const empty: MigrationPlan = { stay: 0, move: 0, exit: 0, undecided: 0, steps: [] };

/** How many contacts would stay, move, leave or still need a decision if a sequence replaced what runs. */
export async function planMigration(
  deps: Deps,
  scope: TenantScope,
  campaign: Campaign,
  target: Sequence,
  migration: Migration,
): Promise<MigrationPlan> {
  const plan = { ...empty, steps: [...empty.steps] };
  for (const { version, stepId, contacts } of await standing(deps, scope, campaign)) {
    const sequence = await deps.readSequence(scope, campaign.id, version);
    const fate = fateAt(stepId, kindIn(sequence, stepId), target, migration);
    plan[fate.fate] += contacts;
    plan.steps.push({ stepId, contacts, fate: fate.fate, to: fate.fate === 'move' ? fate.to : null });
  }
  return plan;
}

/** Decisions that name no step, and steps that lack a decision. */
export function migrationFaults(plan: MigrationPlan, target: Sequence, { decisions }: Migration): readonly Fault[] {
  const steps = stepsById(target);
  const wrong = Object.entries(decisions).flatMap(([stepId, decision]) =>
    decision.do === 'move' && !steps.has(decision.to)
      ? [fault(`body.decisions.${stepId}.to`, 'unknown_step', `The new version has no step "${decision.to}".`)]
      : [],
  );
  const open = plan.steps
    .filter(({ fate }) => fate === 'undecided')
    .map(({ stepId, contacts }) =>
      fault(
        `body.decisions.${stepId}`,
        'decision_needed',
        `${contacts} contacts stand on "${stepId}", which the new version lacks. Say stay, exit, or move with the step to go on at.`,
      ),
    );
  return [...wrong, ...open];
}
