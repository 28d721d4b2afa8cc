import * as z from 'zod';
import { AwsError } from '../sfn/json-protocol.ts';
import { parseExpression, type Rhythm } from './expression.ts';

/** REST bodies carry instants in seconds, templates as text. */
const Instant = z.union([
  z.number().transform((seconds) => seconds * 1000),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

export const Target = z.object({
  Arn: z.string().min(1),
  RoleArn: z.string().min(1),
  Input: z.string().optional(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.number().int().min(0).max(185).default(185),
      MaximumEventAgeInSeconds: z.number().int().min(60).max(86_400).default(86_400),
    })
    .default({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }),
  SqsParameters: z.object({ MessageGroupId: z.string().optional() }).optional(),
});
export type Target = z.infer<typeof Target>;

const Schedule = z.object({
  ScheduleExpression: z.string().max(256),
  ScheduleExpressionTimezone: z.string().max(50).default('UTC'),
  FlexibleTimeWindow: z.discriminatedUnion('Mode', [
    z.object({ Mode: z.literal('OFF') }),
    z.object({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.number().int().min(1).max(1440) }),
  ]),
  Target,
  GroupName: z.string().default('default'),
  Description: z.string().optional(),
  StartDate: Instant.optional(),
  EndDate: Instant.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  KmsKeyArn: z.string().optional(),
  ClientToken: z.string().min(1).max(64).optional(),
});
export type Schedule = z.infer<typeof Schedule>;

const Name = z.string().regex(/^[\w.-]{1,64}$/);
const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** Checks the name of a schedule or group. */
export function checkName(name: string): string {
  if (!Name.safeParse(name).success)
    throw invalid(`Value '${name}' at 'name' failed to satisfy constraint: 1 to 64 of 0-9 a-z A-Z - _ .`);
  return name;
}

/** Reads the body of CreateSchedule or UpdateSchedule; `now` is in milliseconds since 1970. */
export function readSchedule(body: unknown, now: number): Schedule {
  const parsed = Schedule.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`Value at '${issue?.path.join('.') ?? ''}' failed to satisfy constraint: ${issue?.message ?? ''}`);
  }
  const { StartDate, EndDate } = parsed.data;
  if (StartDate !== undefined && EndDate !== undefined && StartDate >= EndDate)
    throw invalid('The StartDate must be before the EndDate.');
  rhythmOf(parsed.data, now);
  return parsed.data;
}

/** The times a schedule fires at, within its StartDate and EndDate. A rate begins at its start or, without, at `createdAt`. */
export function rhythmOf(
  { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate }: Schedule,
  createdAt: number,
): Rhythm {
  const start = Math.max(StartDate ?? createdAt, createdAt);
  const { recurring, next } = parsed(ScheduleExpression, ScheduleExpressionTimezone, start);
  if (!recurring) return { recurring, next };
  return {
    recurring,
    next: (after) => {
      const at = next(StartDate === undefined ? after : Math.max(after, StartDate - 1));
      return at === undefined || at > (EndDate ?? Number.POSITIVE_INFINITY) ? undefined : at;
    },
  };
}

function parsed(expression: string, timeZone: string, start: number): Rhythm {
  try {
    return parseExpression(expression, timeZone, start);
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause));
  }
}
