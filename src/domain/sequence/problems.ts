import { maxEmailSteps, maxSteps, type Sequence, type SequenceProblem } from '../../contracts/step.ts';
import { entryOf, loopsWithoutWait, reachable, stepsById } from './graph.ts';
import { longestPathDays } from './longest-path.ts';
import { exitsOf } from './step-kinds.ts';
import { type Found, maxPathDays, ofStep, problemsOfKind } from './step-problems.ts';
import { variantProblems } from './variant-problems.ts';

const ofSequence = (code: string, path: string, message: string): Found => ({ code, stepId: null, path, message });

function sizeProblems(sequence: Sequence): readonly Found[] {
  const emails = sequence.steps.filter((step) => step.kind === 'email').length;
  const found: Found[] = [];
  if (sequence.steps.length === 0)
    found.push(ofSequence('empty_sequence', 'steps', 'The sequence has no steps. Add at least one email step.'));
  else if (emails === 0)
    found.push(ofSequence('no_email', 'steps', 'The sequence sends nothing. Add at least one email step.'));
  if (sequence.steps.length > maxSteps)
    found.push(
      ofSequence(
        'too_many_steps',
        'steps',
        `The sequence has ${sequence.steps.length} steps; at most ${maxSteps} are allowed.`,
      ),
    );
  if (emails > maxEmailSteps)
    found.push(
      ofSequence(
        'too_many_emails',
        'steps',
        `The sequence has ${emails} email steps; at most ${maxEmailSteps} are allowed.`,
      ),
    );
  return found;
}

function idProblems(sequence: Sequence): readonly Found[] {
  const firstAt = new Map<string, number>();
  const found: Found[] = [];
  sequence.steps.forEach((step, i) => {
    const first = firstAt.get(step.id);
    if (first === undefined) firstAt.set(step.id, i);
    else
      found.push(
        ofStep(
          'duplicate_step_id',
          step,
          i,
          'id',
          `The id "${step.id}" is already used by steps.${first}. Give every step its own.`,
        ),
      );
  });
  return found;
}

function successorProblems(sequence: Sequence): readonly Found[] {
  const steps = stepsById(sequence);
  const entry = entryOf(sequence);
  const found: Found[] = [];
  if (entry !== null && !steps.has(entry))
    found.push(ofSequence('unknown_entry', 'entry', `The entry "${entry}" is not a step of the sequence.`));
  sequence.steps.forEach((step, i) => {
    for (const exit of exitsOf(step)) {
      if (exit.target === undefined) {
        found.push(
          ofStep(
            'missing_successor',
            step,
            i,
            exit.path,
            `Name the step that follows "${step.id}", or write null to end the sequence there.`,
          ),
        );
      } else if (exit.target !== null && !steps.has(exit.target)) {
        found.push(ofStep('unknown_successor', step, i, exit.path, `"${exit.target}" is not a step of the sequence.`));
      }
    }
  });
  return found;
}

function flowProblems(sequence: Sequence): readonly Found[] {
  const live = reachable(sequence);
  const loops = new Set(loopsWithoutWait(sequence));
  const found: Found[] = [];
  sequence.steps.forEach((step, i) => {
    if (!live.has(step.id))
      found.push(
        ofStep('unreachable_step', step, i, '', `No way leads to "${step.id}". Point a step at it or remove it.`),
      );
    if (loops.has(step.id))
      found.push(
        ofStep('loop_without_wait', step, i, '', `The loop through "${step.id}" never waits. Put a wait step into it.`),
      );
  });
  const days = longestPathDays(sequence);
  if (days > maxPathDays) {
    found.push(
      ofSequence(
        'path_too_long',
        'steps',
        `The longest way through the sequence takes ${Math.ceil(days)} days; at most ${maxPathDays} are allowed.`,
      ),
    );
  }
  return found;
}

/**
 * All structural problems of a sequence at once, in the order of its steps. Content is judged by `contentProblems`.
 * Limits: 60 steps, 20 emails, 365 days (domain §1). `triggered`: an event starts every enrollment.
 */
export function problems(sequence: Sequence, triggered = false): readonly SequenceProblem[] {
  const around = {
    steps: stepsById(sequence),
    trigger: triggered || sequence.steps.some(({ kind }) => kind === 'wait_for_event'),
  };
  const found = [
    ...sizeProblems(sequence),
    ...idProblems(sequence),
    ...successorProblems(sequence),
    ...flowProblems(sequence),
    ...sequence.steps.flatMap((step, i) => problemsOfKind(step, i, around)),
    ...sequence.steps.flatMap((step, i) => (step.kind === 'email' ? variantProblems(step, i) : [])),
  ];
  return found.map((problem) => ({ severity: 'error', ...problem }));
}
