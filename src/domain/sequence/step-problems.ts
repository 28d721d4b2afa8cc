import type { Duration } from '../../contracts/primitives.ts';
import type {
  ActionStep,
  ConditionStep,
  EmailStep,
  SequenceProblem,
  SplitStep,
  Step,
  WaitForEventStep,
  WaitStep,
} from '../../contracts/step.ts';
import { assertNever } from '../assert-never.ts';
import { fieldTypeOf } from '../contact/fields.ts';
import { checkRule } from '../rules/check.ts';
import { joinPath } from '../rules/rule-tree.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { windowProblems } from '../schedule/window-problems.ts';
import { actionFaults } from './contact-action.ts';

export const maxPathDays = 365;
const yearMs = maxPathDays * 86_400_000;

/** What a step is judged by beside itself. */
export interface Surroundings {
  readonly steps: ReadonlyMap<string, Step>;
  /** Whether an event may have started or woken the enrollment. */
  readonly trigger: boolean;
}

/** A problem; an error unless it says otherwise. */
export type Found = Omit<SequenceProblem, 'severity'> & { severity?: SequenceProblem['severity'] };

export const ofStep = (code: string, step: Step, index: number, field: string, message: string): Found => ({
  code,
  stepId: step.id,
  path: field ? `steps.${index}.${field}` : `steps.${index}`,
  message,
});

const emailWindowProblems = (step: EmailStep, index: number): readonly Found[] =>
  (step.window ? windowProblems(step.window) : []).map(({ path, code, message, severity }) => ({
    ...ofStep(code, step, index, `window.${path}`, message),
    severity,
  }));

const tooLong = (wait: Duration): boolean => nominalMs(wait) > yearMs;
const atMostAYear = `A wait lasts at most ${maxPathDays} days.`;

const oneWay = 'Say how long to wait: `for` a duration, `until` a local time, or `untilDateField`.';

function waitProblems(step: WaitStep, index: number): readonly Found[] {
  const given = (['for', 'until', 'untilDateField'] as const).filter((name) => step[name]);
  if (given.length === 0)
    return [ofStep('wait_without_duration', step, index, 'for', `${oneWay} For example {"value": 2, "unit": "days"}.`)];
  if (given.length > 1)
    return [ofStep('wait_ambiguous', step, index, given[1] ?? '', `${oneWay} Only one of the three.`)];
  if (step.for && tooLong(step.for)) return [ofStep('wait_too_long', step, index, 'for', atMostAYear)];
  return step.untilDateField ? dateFieldProblems(step, index, step.untilDateField.field) : [];
}

function dateFieldProblems(step: WaitStep, index: number, field: string): readonly Found[] {
  const type = fieldTypeOf(field);
  if (type === 'instant' || type === 'any') return [];
  const why = type ? `"${field}" does not hold a date.` : `There is no contact field "${field}".`;
  return [ofStep('bad_date_field', step, index, 'untilDateField.field', `${why} Use createdAt or custom.<name>.`)];
}

function eventWaitProblems(step: WaitForEventStep, index: number): readonly Found[] {
  const missing: Found[] = [];
  if (!step.event)
    missing.push(
      ofStep('missing_event', step, index, 'event', 'Name the event to wait for, for example order.completed.'),
    );
  if (!step.timeout)
    missing.push(
      ofStep(
        'missing_timeout',
        step,
        index,
        'timeout',
        'Say how long to wait at most, for example {"value": 3, "unit": "days"}.',
      ),
    );
  else if (tooLong(step.timeout)) missing.push(ofStep('wait_too_long', step, index, 'timeout', atMostAYear));
  return missing;
}

const armWaitProblems = (step: ConditionStep, index: number): readonly Found[] =>
  (step.arms ?? []).flatMap((arm, n) =>
    arm.wait && tooLong(arm.wait) ? [ofStep('wait_too_long', step, index, `arms.${n}.wait`, atMostAYear)] : [],
  );

function conditionProblems(step: ConditionStep, index: number, { steps, trigger }: Surroundings): readonly Found[] {
  if (!step.arms?.length)
    return [
      ofStep('condition_without_arms', step, index, 'arms', 'Give at least one arm with a rule and its next step.'),
    ];
  const emailSteps = [...steps.values()].filter(({ kind }) => kind === 'email').map(({ id }) => id);
  const rules = step.arms.flatMap((arm, n) =>
    checkRule(arm.when, { emailSteps, trigger }).map(({ code, path, message }) =>
      ofStep(code, step, index, joinPath(`arms.${n}.when`, path), message),
    ),
  );
  return [...rules, ...armWaitProblems(step, index)];
}

function splitProblems(step: SplitStep, index: number): readonly Found[] {
  const arms = step.arms ?? [];
  if (arms.length < 2)
    return [
      ofStep('split_without_arms', step, index, 'arms', 'Give at least two arms, each with its percent and next step.'),
    ];
  const sum = arms.reduce((total, arm) => total + arm.percent, 0);
  return Math.abs(sum - 100) < 0.005
    ? []
    : [
        ofStep(
          'split_not_100',
          step,
          index,
          'arms',
          `The shares add up to ${Number(sum.toFixed(2))} %; make them add up to 100 %.`,
        ),
      ];
}

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
          'Say what to do, for example {"type": "add_tag", "tag": "engaged"}.',
        ),
      ];

/** What only one kind of step can lack. */
export function problemsOfKind(step: Step, index: number, around: Surroundings): readonly Found[] {
  switch (step.kind) {
    case 'email':
      return emailWindowProblems(step, index);
    case 'wait':
      return waitProblems(step, index);
    case 'wait_for_event':
      return eventWaitProblems(step, index);
    case 'condition':
      return conditionProblems(step, index, around);
    case 'split':
      return splitProblems(step, index);
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
