import type { AwsService, Backplane, Bill, Clock } from '../service.ts';
import { answerRest } from '../ses/rest-protocol.ts';
import { Firings } from './firings.ts';
import { save, schedulerRoutes } from './operations.ts';
import { readSchedule } from './schedule.ts';
import { openSchedulerStore, type SchedulerStore } from './store.ts';

/** An `AWS::Scheduler::Schedule` of the template: `properties` with intrinsics resolved. */
export interface ScheduleSpec {
  readonly name: string;
  readonly properties: unknown;
}

export interface SchedulerOptions {
  readonly schedules: readonly ScheduleSpec[];
  /** Names of the template's `AWS::Scheduler::ScheduleGroup`s. */
  readonly groups: readonly string[];
  readonly clock: Clock;
  readonly backplane: Backplane;
  /** SQLite file that holds schedules and firings. */
  readonly file: string;
  readonly bill?: Bill;
}

export interface Scheduler extends AwsService {
  /** Continues with the schedules of an earlier run; call once, when the backplane can be used. */
  resume(): void;
  close(): Promise<void>;
}

/** EventBridge Scheduler (service `scheduler`) for Lambda, SQS and Step Functions targets. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { schedules, groups, clock, backplane, file, bill } = options;
  const store = openSchedulerStore(file);
  const firings = new Firings({ store, clock, backplane, ...(bill && { bill }) });
  const deps = { store, firings, clock };
  for (const name of ['default', ...groups]) store.addGroup(name, clock.now());
  dropStale(store, schedules);
  for (const spec of schedules) install(deps, spec);
  const routes = schedulerRoutes(deps);
  return {
    handle: (request) => answerRest(request, routes),
    resume: () => firings.resume(),
    close: async () => {
      firings.stop();
      store.shut();
    },
  };
}

/** A schedule that left the template is gone, as after a deployment. */
function dropStale(store: SchedulerStore, schedules: readonly ScheduleSpec[]): void {
  const names = new Set(schedules.map(({ name }) => name));
  for (const stored of store.all()) {
    if (stored.fromTemplate && !names.has(stored.name)) store.remove(stored.groupName, stored.name);
  }
}

/** An unchanged schedule keeps its place in time. */
function install(deps: Parameters<typeof save>[0], { name, properties }: ScheduleSpec): void {
  const now = deps.clock.now();
  const schedule = readSchedule(properties, now);
  const stored = deps.store.get(schedule.GroupName, name);
  if (stored?.body === JSON.stringify(properties)) return;
  save(deps, { name, body: properties, schedule, createdAt: stored?.createdAt ?? now, fromTemplate: true });
}
