import type { Campaign } from '../../contracts/campaign.ts';
import type { Fault } from '../../contracts/problem.ts';
import type { Rule } from '../../contracts/rule.ts';
import { checkRule, propertyProblems, type RuleContext } from '../rules/check.ts';
import { joinPath } from '../rules/rule-tree.ts';
import { windowProblems } from '../schedule/window-problems.ts';

type Checked = Pick<
  Campaign,
  | 'campaignType'
  | 'goal'
  | 'sendWindow'
  | 'startLocal'
  | 'startDate'
  | 'endDate'
  | 'sendStrategy'
  | 'trigger'
  | 'exclusions'
>;

const found = (path: string, code: string, message: string): Fault => ({ path: `body.${path}`, code, message });

const windowFaults = ({ sendWindow }: Checked): readonly Fault[] =>
  (sendWindow ? windowProblems(sendWindow) : [])
    .filter(({ severity }) => severity === 'error')
    .map(({ path, code, message }) => found(`sendWindow.${path}`, code, message));

const ruleFaults = (rule: Rule | null, path: string, context: RuleContext): readonly Fault[] =>
  rule === null
    ? []
    : checkRule(rule, context).map((problem) => found(joinPath(path, problem.path), problem.code, problem.message));

/** A day such as 30 February has the form of a date, and does not exist. */
const isRealDay = (local: string): boolean => {
  const ms = Date.parse(`${local}Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(local);
};

function dateFaults({ startLocal, startDate, endDate, sendStrategy }: Checked): readonly Fault[] {
  const faults: Fault[] = [];
  if (startDate && endDate && startDate >= endDate)
    faults.push(found('endDate', 'dates_out_of_order', 'endDate must be later than startDate.'));
  if (startLocal && !isRealDay(startLocal))
    faults.push(found('startLocal', 'no_such_day', `There is no ${startLocal.slice(0, 10)}. Write a day that exists.`));
  if (startLocal && sendStrategy === 'scheduled')
    faults.push(
      found(
        'startLocal',
        'two_starts',
        'With startLocal each contact begins at its own time: set sendStrategy to immediate, and startDate to null.',
      ),
    );
  return faults;
}

const triggerFaults = ({ campaignType, trigger }: Checked): readonly Fault[] =>
  trigger && campaignType !== 'triggered'
    ? [found('trigger', 'not_triggered', 'Only triggered campaigns have a trigger: set campaignType to triggered.')]
    : [];

const goalFaults = ({ goal }: Checked): readonly Fault[] =>
  (goal?.where ?? []).flatMap((test, i) => propertyProblems(test, `body.goal.where.${i}`));

/** What contradicts itself in the settings of a campaign, all at once; the sequence is judged apart. */
export const campaignFaults = (campaign: Checked): readonly Fault[] => [
  ...dateFaults(campaign),
  ...windowFaults(campaign),
  ...triggerFaults(campaign),
  ...goalFaults(campaign),
  ...ruleFaults(campaign.trigger?.filter ?? null, 'trigger.filter', { emailSteps: null, trigger: true }),
  ...ruleFaults(campaign.exclusions.rule, 'exclusions.rule', { emailSteps: null, trigger: false }),
];
