import type { Contact } from '../../contracts/contact.ts';
import type { Effect } from '../../contracts/effect.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import type { Step } from '../../contracts/step.ts';
import { stepsById } from './graph.ts';
import { stepKinds } from './step-kinds.ts';
import { type AdvanceInput, complete, exit, type Next, type Walk } from './walk.ts';

export interface Decision {
  readonly enrollment: Enrollment;
  /** Rows to add to the ledger: planned ones go to the outbox, skipped ones only record why. */
  readonly messages: readonly Message[];
  /** What to do outside the contact, once this is committed. */
  readonly effects: readonly Effect[];
  /** The contact after the actions; the same object when none changed it. */
  readonly contact: Contact;
  readonly next: Next;
}

/** A step visited this often ends the enrollment: a loop must not mail for ever. */
export const maxVisits = 100;

function enter(walk: Walk, step: Step): Walk {
  const visit = (walk.enrollment.visits[step.id] ?? 0) + 1;
  const change = {
    currentStepId: step.id,
    visits: { ...walk.enrollment.visits, [step.id]: visit },
    stepsCompleted: walk.enrollment.stepsCompleted + 1,
  };
  const entered = { ...walk, enrollment: { ...walk.enrollment, ...change } };
  return visit > maxVisits
    ? exit(entered, 'visit_limit', `Step ${step.id} was visited ${maxVisits} times.`)
    : stepKinds[step.kind].enter(entered, step);
}

/** Goes on with the step that the contact waited on, or comes to the next one. */
function runStep(walk: Walk, step: Step): Walk {
  const { resume } = stepKinds[step.kind];
  return walk.enrollment.pending && resume ? resume(walk, step) : enter(walk, step);
}

/** Who wakes later than this was held up, and begins anew from now. */
const latestMs = 2 * 60 * 60_000;

/** The instant that the wake was meant for; now where there was none, or where it lies far back. */
function baseOf({ enrollment: { dueAt }, now }: AdvanceInput): string {
  if (dueAt === null || dueAt > now) return now;
  return Date.parse(now) - Date.parse(dueAt) <= latestMs ? dueAt : now;
}

const awake = { status: 'active', dueAt: null, waitingSince: null } as const;

/**
 * Takes an enrollment from its cursor to its next wait or its end, and says what to do; it does nothing itself. Mails, conditions,
 * splits, actions and exits run in one go (architecture §5.1). The result is the same for the same input.
 * @throws Error when the sequence names a step it does not have: a published version never does.
 */
export function advance(input: AdvanceInput): Decision {
  const steps = stepsById(input.sequence);
  let walk: Walk = {
    input,
    base: baseOf(input),
    contact: input.contact,
    planned: [],
    effects: [],
    enrollment: { ...input.enrollment, ...awake, rev: input.enrollment.rev + 1 },
  };
  while (!walk.next) {
    const { cursor } = walk.enrollment;
    const step = cursor === null ? undefined : steps.get(cursor);
    if (cursor !== null && !step) throw new Error(`The sequence has no step ${cursor}`);
    walk = step ? runStep(walk, step) : complete(walk);
  }
  const { enrollment, planned, effects, contact, next } = walk;
  return { enrollment, messages: planned, effects, contact, next };
}
