import type { Rule } from '../../contracts/rule.ts';
import {
  type ActionStep,
  type ConditionStep,
  maxEmailSteps,
  maxSteps,
  type Sequence,
  type SequenceProblem,
  type Step,
  type WaitStep,
} from '../../contracts/step.ts';
import { assertNever } from '../assert-never.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { actionFaults } from './contact-action.ts';
import { comparisonFault } from './contact-fact.ts';
import { entryOf, exitsOf, loopsWithoutWait, reachable, stepsById } from './graph.ts';
import { longestPathDays } from './longest-path.ts';
import { depthOf, factsOf } from './rule-tree.ts';

export const maxPathDays = 365;
const maxRuleDepth = 8;
const yearMs = maxPathDays * 86_400_000;

type Found = Omit<SequenceProblem, 'severity'> & { severity?: SequenceProblem['severity'] };

const ofSequence = (code: string, path: string, message: string): Found => ({ code, stepId: null, path, message });

const ofStep = (code: string, step: Step, index: number, field: string, message: string): Found => ({
  code,
  stepId: step.id,
  path: field ? `steps.${index}.${field}` : `steps.${index}`,
  message,
});

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

function ruleProblems(
  rule: Rule,
  step: Step,
  index: number,
  path: string,
  steps: ReadonlyMap<string, Step>,
): readonly Found[] {
  const found: Found[] = [];
  if (depthOf(rule) > maxRuleDepth)
    found.push(ofStep('rule_too_deep', step, index, path, `Rules nest at most ${maxRuleDepth} deep.`));
  for (const { path: inner, fact } of factsOf(rule)) {
    const at = inner ? `${path}.${inner}` : path;
    if ('contact' in fact) {
      const fault = comparisonFault(fact.contact.field, fact.contact.op, fact.contact.value);
      if (fault) found.push(ofStep('bad_comparison', step, index, `${at}.contact`, fault));
    }
    if ('engagement' in fact) {
      const { email, link, event } = fact.engagement;
      if (email !== 'previous' && email !== 'any' && steps.get(email)?.kind !== 'email') {
        found.push(
          ofStep(
            'unknown_email',
            step,
            index,
            `${at}.engagement.email`,
            `"${email}" is not an email step. Write previous, any, or the id of one.`,
          ),
        );
      }
      if (link && event !== 'clicked')
        found.push(
          ofStep(
            'link_without_click',
            step,
            index,
            `${at}.engagement.link`,
            'A link can only be given with the event "clicked".',
          ),
        );
    }
  }
  return found;
}

function waitProblems(step: WaitStep, index: number): readonly Found[] {
  if (!step.for)
    return [
      ofStep(
        'wait_without_duration',
        step,
        index,
        'for',
        'Say how long to wait, for example {"value": 2, "unit": "days"}.',
      ),
    ];
  return nominalMs(step.for) > yearMs
    ? [ofStep('wait_too_long', step, index, 'for', `A wait lasts at most ${maxPathDays} days.`)]
    : [];
}

const conditionProblems = (step: ConditionStep, index: number, steps: ReadonlyMap<string, Step>): readonly Found[] =>
  step.arms?.length
    ? step.arms.flatMap((arm, n) => ruleProblems(arm.when, step, index, `arms.${n}.when`, steps))
    : [ofStep('condition_without_arms', step, index, 'arms', 'Give at least one arm with a rule and its next step.')];

const actionProblems = (step: ActionStep, index: number): readonly Found[] =>
  step.action
    ? actionFaults(step.action).map((fault) =>
        ofStep('bad_action', step, index, `action.set.${fault.field}`, fault.message),
      )
    : [
        ofStep(
          'missing_action',
          step,
          index,
          'action',
          'Say what to change, for example {"type": "add_tag", "tag": "engaged"}.',
        ),
      ];

/** What only one kind of step can lack. */
function problemsOfKind(step: Step, index: number, steps: ReadonlyMap<string, Step>): readonly Found[] {
  switch (step.kind) {
    case 'email':
      return [];
    case 'wait':
      return waitProblems(step, index);
    case 'condition':
      return conditionProblems(step, index, steps);
    case 'action':
      return actionProblems(step, index);
    case 'exit':
      return step.reason
        ? []
        : [ofStep('missing_exit_reason', step, index, 'reason', 'Name the reason, for example move_to_sales.')];
    default:
      return assertNever(step);
  }
}

/**
 * All structural problems of a sequence at once, in the order of its steps. Content is judged by `contentProblems`.
 * Limits: 60 steps, 20 emails, 365 days (domain §1).
 */
export function problems(sequence: Sequence): readonly SequenceProblem[] {
  const steps = stepsById(sequence);
  const found = [
    ...sizeProblems(sequence),
    ...idProblems(sequence),
    ...successorProblems(sequence),
    ...flowProblems(sequence),
    ...sequence.steps.flatMap((step, i) => problemsOfKind(step, i, steps)),
  ];
  return found.map((problem) => ({ severity: 'error', ...problem }));
}
