import { recordAt, textAt } from '../../gateway/fields.ts';
import { type Asked, arn, type Mapper, need } from './need.ts';

const GROUP = /[?&]groupName=([^&]*)/;

function scheduleArn({ request, view }: Asked): string {
  const inQuery = GROUP.exec(request.url)?.[1];
  const group = textAt(view.json, 'GroupName') ?? (inQuery === undefined ? 'default' : decodeURIComponent(inQuery));
  return arn('scheduler', `schedule/${group}/${view.target?.params['Name'] ?? ''}`);
}

const onSchedule =
  (action: string): Mapper =>
  (asked) => [need(action, scheduleArn(asked))];

/** Whoever gives a schedule its role passes that role on. */
const withRole =
  (action: string): Mapper =>
  (asked) => {
    const role = textAt(recordAt(asked.view.json, 'Target'), 'RoleArn') ?? '';
    const context = { 'iam:passedtoservice': ['scheduler.amazonaws.com'] };
    return [need(action, scheduleArn(asked)), { ...need('iam:PassRole', role), context }];
  };

const onGroup =
  (action: string): Mapper =>
  ({ view }) => [need(action, arn('scheduler', `schedule-group/${view.target?.params['Name'] ?? ''}`))];

export const scheduler: Readonly<Record<string, Mapper>> = {
  CreateSchedule: withRole('scheduler:CreateSchedule'),
  UpdateSchedule: withRole('scheduler:UpdateSchedule'),
  GetSchedule: onSchedule('scheduler:GetSchedule'),
  DeleteSchedule: onSchedule('scheduler:DeleteSchedule'),
  ListSchedules: () => [need('scheduler:ListSchedules', '*')],
  CreateScheduleGroup: onGroup('scheduler:CreateScheduleGroup'),
  GetScheduleGroup: onGroup('scheduler:GetScheduleGroup'),
  DeleteScheduleGroup: onGroup('scheduler:DeleteScheduleGroup'),
  ListScheduleGroups: () => [need('scheduler:ListScheduleGroups', '*')],
};
