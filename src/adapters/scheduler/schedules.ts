import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
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

/** `at()` takes whole seconds in UTC and no zone mark. */
const atExpression = (instant: string): string => `at(${instant.slice(0, 19)})`;

/** One-shot schedules that put work on the plan queue and delete themselves afterwards. */
export function eventBridgeSchedules(target: ScheduleTarget, client = new SchedulerClient({})): Schedules {
  const inputFor = (name: string, at: string, body: object) => ({
    Name: name,
    GroupName: target.groupName,
    ScheduleExpression: atExpression(at),
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    ActionAfterCompletion: 'DELETE' as const,
    Target: {
      Arn: target.queueArn,
      RoleArn: target.roleArn,
      Input: JSON.stringify(body),
      RetryPolicy: { MaximumRetryAttempts: 20 },
    },
  });
  return {
    launchAt: async (name, at, work) => {
      const input = inputFor(name, at, work);
      try {
        await client.send(new CreateScheduleCommand(input));
      } catch (cause) {
        if (!(cause instanceof ConflictException)) throw cause;
        await client.send(new UpdateScheduleCommand(input));
      }
    },
    cancel: async (name) => {
      try {
        await client.send(new DeleteScheduleCommand({ Name: name, GroupName: target.groupName }));
      } catch (cause) {
        if (!(cause instanceof ResourceNotFoundException)) throw cause;
      }
    },
  };
}
