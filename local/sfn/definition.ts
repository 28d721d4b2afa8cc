import * as z from 'zod';
import { compileCondition } from './choice.ts';

const Path = z.string().startsWith('$');
const OptionalPath = Path.nullish();
const count = z.number().int().nonnegative();

const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.number().int().positive().default(1),
  BackoffRate: z.number().min(1).default(2),
  MaxAttempts: count.default(3),
  MaxDelaySeconds: z.number().int().positive().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});
export type Retrier = z.infer<typeof Retrier>;

const Catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ResultPath: OptionalPath,
});

const common = { Comment: z.string().optional(), InputPath: OptionalPath, OutputPath: OptionalPath };
const following = { Next: z.string().optional(), End: z.boolean().optional() };

const Pass = z.strictObject({
  Type: z.literal('Pass'),
  ...common,
  ...following,
  Parameters: z.unknown().optional(),
  ResultPath: OptionalPath,
  Result: z.unknown().optional(),
});

const Task = z.strictObject({
  Type: z.literal('Task'),
  ...common,
  ...following,
  Resource: z.string().min(1),
  Parameters: z.record(z.string(), z.unknown()).optional(),
  ResultSelector: z.record(z.string(), z.unknown()).optional(),
  ResultPath: OptionalPath,
  TimeoutSeconds: z.number().positive().optional(),
  TimeoutSecondsPath: Path.optional(),
  HeartbeatSeconds: z.number().positive().optional(),
  HeartbeatSecondsPath: Path.optional(),
  Retry: z.array(Retrier).default([]),
  Catch: z.array(Catcher).default([]),
});

const Wait = z
  .strictObject({
    Type: z.literal('Wait'),
    ...common,
    ...following,
    Seconds: z.number().nonnegative().optional(),
    SecondsPath: Path.optional(),
    Timestamp: z.iso.datetime({ offset: true }).optional(),
    TimestampPath: Path.optional(),
  })
  .refine(
    (state) =>
      [state.Seconds, state.SecondsPath, state.Timestamp, state.TimestampPath].filter((v) => v !== undefined).length ===
      1,
    {
      error: 'needs exactly one of Seconds, SecondsPath, Timestamp and TimestampPath',
    },
  );

const Rule = z.record(z.string(), z.unknown()).transform((rule, context) => {
  try {
    return {
      condition: compileCondition(rule),
      Next: z.string({ error: 'a choice rule needs a Next' }).parse(rule['Next']),
    };
  } catch (cause) {
    context.addIssue({
      code: 'custom',
      message: cause instanceof z.ZodError ? (cause.issues[0]?.message ?? '') : String(cause),
    });
    return z.NEVER;
  }
});

const Choice = z.strictObject({
  Type: z.literal('Choice'),
  ...common,
  Choices: z.array(Rule).min(1),
  Default: z.string().optional(),
});
const Succeed = z.strictObject({ Type: z.literal('Succeed'), ...common });
const Fail = z.strictObject({
  Type: z.literal('Fail'),
  Comment: z.string().optional(),
  Error: z.string().optional(),
  ErrorPath: z.string().optional(),
  Cause: z.string().optional(),
  CausePath: z.string().optional(),
});

const State = z.discriminatedUnion('Type', [Pass, Task, Wait, Choice, Succeed, Fail]);
export type State = z.infer<typeof State>;
export type StateOf<T extends State['Type']> = Extract<State, { Type: T }>;

const Definition = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  StartAt: z.string(),
  TimeoutSeconds: z.number().positive().optional(),
  States: z.record(z.string(), State),
});
export type Definition = z.infer<typeof Definition>;

/** Reads the definition of a state machine (JSON text or object). Throws one sentence that lists all that is not understood. */
export function parseDefinition(machine: string, definition: unknown): Definition {
  const parsed = Definition.safeParse(typeof definition === 'string' ? JSON.parse(definition) : definition);
  const problems = parsed.success ? wiringProblems(parsed.data) : parsed.error.issues.map(sentence);
  if (!parsed.success || problems.length > 0)
    throw new Error(`State machine ${machine} cannot be run: ${problems.join('; ')}`);
  return parsed.data;
}

function sentence(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? 'the definition' : issue.path.join('.');
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'Type')
    return `${where}: only Pass, Task, Wait, Choice, Succeed and Fail are emulated`;
  return `${where}: ${issue.message}`;
}

function wiringProblems({ StartAt, States }: Definition): string[] {
  const known = (name: string, from: string): string[] =>
    Object.hasOwn(States, name) ? [] : [`${from} leads to the unknown state '${name}'`];
  return [
    ...known(StartAt, 'StartAt'),
    ...Object.entries(States).flatMap(([name, state]) => [
      ...successors(state).flatMap((next) => known(next, `States.${name}`)),
      ...(followable(state) && (state.Next === undefined) === (state.End !== true)
        ? [`States.${name} needs either Next or End`]
        : []),
    ]),
  ];
}

const followable = (state: State): state is StateOf<'Pass' | 'Task' | 'Wait'> =>
  state.Type === 'Pass' || state.Type === 'Task' || state.Type === 'Wait';

function successors(state: State): string[] {
  const named = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  if (state.Type === 'Task') return [...named, ...state.Catch.map((catcher) => catcher.Next)];
  if (state.Type !== 'Choice') return named;
  return [...state.Choices.map((rule) => rule.Next), ...(state.Default === undefined ? [] : [state.Default])];
}
