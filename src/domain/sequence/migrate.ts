import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Migration } from '../../contracts/migration.ts';
import type { Sequence, Step } from '../../contracts/step.ts';
import { stepsById } from './graph.ts';

export type Fate =
  | { readonly fate: 'stay' | 'exit' | 'undecided' }
  /** `to` is the step of the new version that the contact stands on from now on. */
  | { readonly fate: 'move'; readonly to: string };

const standsOn = (step: Step | undefined, kind: Step['kind'] | undefined): boolean =>
  step !== undefined && (kind === undefined || step.kind === kind);

/**
 * What becomes of those who stand on a step when another version replaces theirs: a decision of the author first, else they go on at the
 * step of the same id and kind. `kind` is that of the step in the old version.
 */
export function fateAt(
  stepId: string | null,
  kind: Step['kind'] | undefined,
  target: Sequence,
  { migrate, decisions }: Migration,
): Fate {
  if (migrate === 'stay') return { fate: 'stay' };
  const decision = stepId === null ? undefined : decisions[stepId];
  if (decision?.do === 'move') return { fate: 'move', to: decision.to };
  if (decision) return { fate: decision.do };
  const step = stepId === null ? undefined : stepsById(target).get(stepId);
  return step && standsOn(step, kind) ? { fate: 'move', to: step.id } : { fate: 'undecided' };
}

/** Where a contact goes on who waits on a step: a wait that has begun leads to its successor, everything else is the step itself. */
function cursorAt(step: Step, { pending, cursor }: Enrollment, waits: boolean): string | null {
  if (!waits || pending) return step.id;
  if (step.kind === 'wait') return step.next ?? null;
  return cursor;
}

/** The enrollment in another version. The time it waits until stays; what comes after it is the new version's. */
export function migrated(
  enrollment: Enrollment,
  target: Sequence,
  version: number,
  to: string,
  now: string,
): Enrollment {
  const step = stepsById(target).get(to);
  if (!step) throw new Error(`Version ${version} has no step ${to}`);
  const stays = to === enrollment.currentStepId;
  const entry = {
    at: now,
    stepId: to,
    what: 'moved' as const,
    detail: `Goes on in version ${version}${stays ? '' : `, at ${to}`}.`,
    sendId: null,
    until: enrollment.dueAt,
  };
  return {
    ...enrollment,
    version,
    currentStepId: to,
    cursor: stays ? cursorAt(step, enrollment, enrollment.waitingSince !== null) : to,
    pending: stays ? enrollment.pending : null,
    rev: enrollment.rev + 1,
    log: [...enrollment.log, entry],
  };
}
