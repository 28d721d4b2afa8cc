import type { Rule } from '../../contracts/rule.ts';
import type { ConditionStep, Sequence, SequenceProblem } from '../../contracts/step.ts';
import { joinPath } from '../../domain/rules/rule-tree.ts';
import { segmentsIn } from '../../domain/rules/segments-in.ts';
import { type NameDeps, namesFor, type SegmentNames, withIds } from '../audience/segment-names.ts';
import type { TenantScope } from '../scope.ts';

const rulesOf = ({ steps }: Sequence): readonly Rule[] =>
  steps.flatMap((step) => (step.kind === 'condition' ? (step.arms ?? []).map(({ when }) => when) : []));

function unknownIn(step: ConditionStep, index: number, names: SegmentNames): readonly SequenceProblem[] {
  return (step.arms ?? []).flatMap(({ when }, n) =>
    segmentsIn(when)
      .filter(({ segment }) => !names.find(segment))
      .map(({ path, segment }) => ({
        code: 'unknown_segment',
        severity: 'error' as const,
        stepId: step.id,
        path: joinPath(joinPath(`steps.${index}.arms.${n}.when`, path), 'segment'),
        message: `There is no segment "${segment}". List them with GET /api/segments.`,
      })),
  );
}

/** Segments that conditions of the sequence ask about and that do not exist. */
export async function unknownSegments(
  deps: NameDeps,
  scope: TenantScope,
  sequence: Sequence,
): Promise<readonly SequenceProblem[]> {
  const names = await namesFor(deps, scope, rulesOf(sequence));
  return sequence.steps.flatMap((step, i) => (step.kind === 'condition' ? unknownIn(step, i, names) : []));
}

/** The sequence with the segments of its conditions named by id, so that a segment may be renamed while it runs. */
export async function withSegmentIds(deps: NameDeps, scope: TenantScope, sequence: Sequence): Promise<Sequence> {
  const names = await namesFor(deps, scope, rulesOf(sequence));
  const steps = sequence.steps.map((step) =>
    step.kind === 'condition' && step.arms
      ? { ...step, arms: step.arms.map((arm) => ({ ...arm, when: withIds(arm.when, names) })) }
      : step,
  );
  return { ...sequence, steps };
}
