import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { Schedules } from '../../usecases/ports/effects.ts';

export interface ScheduleTarget {
  readonly groupName: string;
  readonly queueArn: string;
  readonly roleArn: string;
}

/** One-shot schedules are told from the recurring ones of the same group by their name. */
const launchPrefix = 'launch-';

interface LocalTime {
  /** Whole seconds without a zone mark. */
  readonly local: string;
  readonly zone: string;
}

/** A launch never begins before its instant. */
const inUtc = (instant: string): LocalTime => ({
  local: new Date(Math.ceil(Date.parse(instant) / 1000) * 1000).toISOString().slice(0, 19),
  zone: 'UTC',
});

/** One-shot schedules that put work on the plan queue and delete themselves afterwards. */
export function eventBridgeSchedules(target: ScheduleTarget, client = new SchedulerClient({})): Schedules {
  const inputFor = (name: string, { local, zone }: LocalTime, body: object) => ({
    Name: name,
    GroupName: target.groupName,
    ScheduleExpression: `at(${local})`,
    ScheduleExpressionTimezone: zone,
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    ActionAfterCompletion: 'DELETE' as const,
    Target: {
      Arn: target.queueArn,
      RoleArn: target.roleArn,
      Input: JSON.stringify(body),
      RetryPolicy: { MaximumRetryAttempts: 20 },
    },
  });
  /** False where a schedule of that name exists. */
  const create = async (input: ReturnType<typeof inputFor>): Promise<boolean> => {
    try {
      await client.send(new CreateScheduleCommand(input));
      return true;
    } catch (cause) {
      if (!(cause instanceof ConflictException)) throw cause;
      return false;
    }
  };
  return {
    launchAt: async (name, at, work) => {
      const input = inputFor(name, inUtc(at), work);
      if (!(await create(input))) await client.send(new UpdateScheduleCommand(input));
    },
    launchAtLocal: async (name, local, zone, work) => {
      await create(inputFor(name, { local: `${local}:00`, zone }, work));
    },
    cancel: async (name) => {
      try {
        await client.send(new DeleteScheduleCommand({ Name: name, GroupName: target.groupName }));
      } catch (cause) {
        if (!(cause instanceof ResourceNotFoundException)) throw cause;
      }
    },
    createdBefore: async function* (instant) {
      const pages = paginateListSchedules({ client }, { GroupName: target.groupName, NamePrefix: launchPrefix });
      for await (const page of pages) {
        for (const { Name, CreationDate } of page.Schedules ?? [])
          if (Name && CreationDate && CreationDate.toISOString() < instant) yield Name;
      }
    },
  };
}
