import * as z from 'zod';
import type { Clock } from '../service.ts';
import type { RestRoute } from '../ses/rest-protocol.ts';
import { AwsError } from '../sfn/json-protocol.ts';
import { type Firings, scheduleArn } from './firings.ts';
import { checkName, readSchedule, rhythmOf, type Schedule } from './schedule.ts';
import type { SchedulerStore } from './store.ts';
import type { Group, StoredSchedule } from './store-codec.ts';
import { isEmulated } from './targets.ts';

interface Deps {
  readonly store: SchedulerStore;
  readonly firings: Firings;
  readonly clock: Clock;
}

const notFound = (what: string): AwsError => new AwsError('ResourceNotFoundException', `${what} does not exist.`, 404);
const conflict = (what: string): AwsError => new AwsError('ConflictException', `${what} already exists.`, 409);
const seconds = (ms: number): number => ms / 1000;
const groupArn = (name: string): string => `arn:aws:scheduler:us-east-1:000000000000:schedule-group/${name}`;

/** EventBridge Scheduler's REST operations. */
export function schedulerRoutes(deps: Deps): RestRoute[] {
  const groupIn = (query: URLSearchParams): string => query.get('groupName') ?? 'default';
  return [
    ['POST', '/schedules/{Name}', ({ params, body }) => create(deps, params['Name'] ?? '', body)],
    ['PUT', '/schedules/{Name}', ({ params, body }) => update(deps, params['Name'] ?? '', body)],
    ['GET', '/schedules/{Name}', ({ params, query }) => whole(known(deps, groupIn(query), params['Name'] ?? ''))],
    [
      'DELETE',
      '/schedules/{Name}',
      ({ params, query }) => remove(deps, known(deps, groupIn(query), params['Name'] ?? '')),
    ],
    ['GET', '/schedules', ({ query }) => list(deps, query)],
    ['POST', '/schedule-groups/{Name}', ({ params }) => createGroup(deps, checkName(params['Name'] ?? ''))],
    ['GET', '/schedule-groups/{Name}', ({ params }) => group(knownGroup(deps, params['Name'] ?? ''))],
    ['DELETE', '/schedule-groups/{Name}', ({ params }) => removeGroup(deps, knownGroup(deps, params['Name'] ?? ''))],
    ['GET', '/schedule-groups', () => ({ ScheduleGroups: deps.store.groups().map(group) })],
  ];
}

function create(deps: Deps, name: string, body: unknown): { ScheduleArn: string } {
  const now = deps.clock.now();
  const schedule = readSchedule(body, now);
  knownGroup(deps, schedule.GroupName);
  const existing = deps.store.get(schedule.GroupName, checkName(name));
  if (existing) {
    const repeated = schedule.ClientToken !== undefined && schedule.ClientToken === existing.clientToken;
    if (!repeated || JSON.stringify(body) !== existing.body) throw conflict(`Schedule ${name}`);
    return { ScheduleArn: scheduleArn(existing) };
  }
  return save(deps, { name, body, schedule, createdAt: now, fromTemplate: false });
}

function update(deps: Deps, name: string, body: unknown): { ScheduleArn: string } {
  const schedule = readSchedule(body, deps.clock.now());
  const { createdAt, fromTemplate } = known(deps, schedule.GroupName, name);
  return save(deps, { name, body, schedule, createdAt, fromTemplate });
}

type Saved = Pick<StoredSchedule, 'name' | 'schedule' | 'createdAt' | 'fromTemplate'> & { readonly body: unknown };

/** Stores a schedule with its next time and sets its timer. One-shot times in the past fire at once. */
export function save(deps: Deps, { name, body, schedule, createdAt, fromTemplate }: Saved): { ScheduleArn: string } {
  if (!isEmulated(schedule.Target.Arn))
    throw new AwsError(
      'ValidationException',
      `Provided Arn ${schedule.Target.Arn} is not in correct format or not emulated.`,
    );
  const now = deps.clock.now();
  const rhythm = rhythmOf(schedule, createdAt);
  const stored: StoredSchedule = {
    groupName: schedule.GroupName,
    name,
    body: JSON.stringify(body),
    schedule,
    createdAt,
    modifiedAt: now,
    nextAt: rhythm.next(rhythm.recurring ? now : 0) ?? null,
    clientToken: schedule.ClientToken ?? null,
    fromTemplate,
  };
  deps.store.put(stored);
  deps.firings.plan(stored);
  return { ScheduleArn: scheduleArn(stored) };
}

function remove({ store, firings }: Deps, stored: StoredSchedule): void {
  firings.forget(stored);
  store.remove(stored.groupName, stored.name);
}

const ListQuery = z.object({
  MaxResults: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: z.coerce.number().int().default(0),
});

function list({ store }: Deps, query: URLSearchParams): unknown {
  const paging = ListQuery.safeParse({
    MaxResults: query.get('MaxResults') ?? undefined,
    NextToken: query.get('NextToken') ?? undefined,
  });
  if (!paging.success) throw new AwsError('ValidationException', 'MaxResults or NextToken is not valid.');
  const { MaxResults, NextToken } = paging.data;
  const wanted = (name: string, value: string): boolean => query.get(name) === null || query.get(name) === value;
  const found = store
    .all()
    .filter(
      ({ groupName, name, schedule }) =>
        wanted('ScheduleGroup', groupName) &&
        wanted('State', schedule.State) &&
        name.startsWith(query.get('NamePrefix') ?? ''),
    );
  const end = NextToken + MaxResults;
  return {
    Schedules: found.slice(NextToken, end).map(summary),
    ...(end < found.length ? { NextToken: String(end) } : {}),
  };
}

const dates = ({ createdAt, modifiedAt }: StoredSchedule) => ({
  CreationDate: seconds(createdAt),
  LastModificationDate: seconds(modifiedAt),
});

const summary = (stored: StoredSchedule): unknown => ({
  Arn: scheduleArn(stored),
  Name: stored.name,
  GroupName: stored.groupName,
  State: stored.schedule.State,
  ...dates(stored),
  Target: { Arn: stored.schedule.Target.Arn },
});

function whole(stored: StoredSchedule): unknown {
  const { StartDate, EndDate, ClientToken: _, ...rest }: Schedule = stored.schedule;
  return {
    Arn: scheduleArn(stored),
    Name: stored.name,
    ...rest,
    ...dates(stored),
    ...(StartDate === undefined ? {} : { StartDate: seconds(StartDate) }),
    ...(EndDate === undefined ? {} : { EndDate: seconds(EndDate) }),
  };
}

function known({ store }: Deps, groupName: string, name: string): StoredSchedule {
  const stored = store.get(groupName, name);
  if (!stored) throw notFound(`Schedule ${name}`);
  return stored;
}

function createGroup({ store, clock }: Deps, name: string): { ScheduleGroupArn: string } {
  if (!store.addGroup(name, clock.now())) throw conflict(`Schedule group ${name}`);
  return { ScheduleGroupArn: groupArn(name) };
}

function removeGroup(deps: Deps, { name }: Group): void {
  if (name === 'default') throw new AwsError('ValidationException', 'The default schedule group cannot be deleted.');
  for (const stored of deps.store.all()) if (stored.groupName === name) remove(deps, stored);
  deps.store.removeGroup(name);
}

function knownGroup({ store }: Deps, name: string): Group {
  const found = store.group(name);
  if (!found) throw notFound(`Schedule group ${name}`);
  return found;
}

const group = ({ name, createdAt }: Group): unknown => ({
  Arn: groupArn(name),
  Name: name,
  State: 'ACTIVE',
  CreationDate: seconds(createdAt),
  LastModificationDate: seconds(createdAt),
});
