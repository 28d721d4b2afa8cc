import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Engine } from './engine.ts';
import type { Execution } from './execution.ts';
import { historyEvents } from './history-events.ts';
import { AwsError, checkInput, type Operation } from './json-protocol.ts';
import type { Machine } from './machine.ts';
import type { ExecutionStore } from './store.ts';
import { isTaskToken } from './task-token.ts';

interface Deps {
  readonly machines: ReadonlyMap<string, Machine>;
  readonly store: ExecutionStore;
  readonly engine: Engine;
}

const Name = z.string().regex(/^[\w-]{1,80}$/);
const Start = z.object({ stateMachineArn: z.string(), name: z.string().optional(), input: z.string().default('{}') });
const ByExecution = z.object({ executionArn: z.string() });
const Stop = ByExecution.extend({ error: z.string().optional(), cause: z.string().optional() });
const List = z.object({
  stateMachineArn: z.string(),
  statusFilter: z.string().optional(),
  maxResults: z.number().int().min(0).max(1000).default(100),
  nextToken: z.string().optional(),
});
const Success = z.object({ taskToken: z.string(), output: z.string() });
const Failure = z.object({ taskToken: z.string(), error: z.string().default(''), cause: z.string().default('') });
const Heartbeat = z.object({ taskToken: z.string() });

/** JSON 1.0 carries instants as seconds. */
const seconds = (ms: number): number => ms / 1000;
const defined = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));

type Operations = Record<string, Operation> & {
  readonly start: (input: unknown) => { executionArn: string; startDate: number };
};

/** The operations of `AWSStepFunctions`; `start` is StartExecution for callers inside of the cloud. */
export function operationsOf(deps: Deps): Operations {
  const start = (input: unknown) => startExecution(deps, input);
  return {
    start,
    StartExecution: start,
    DescribeExecution: (input) => describe(deps, executionOf(deps, checkInput(ByExecution, input).executionArn)),
    StopExecution: (input) => stopExecution(deps, input),
    ListExecutions: (input) => listExecutions(deps, input),
    GetExecutionHistory: (input) => {
      const execution = executionOf(deps, checkInput(ByExecution, input).executionArn);
      return { events: historyEvents(execution, deps.store.history(execution.arn)) };
    },
    DescribeStateMachine: (input) =>
      describeMachine(machineOf(deps, checkInput(List.pick({ stateMachineArn: true }), input).stateMachineArn)),
    SendTaskSuccess: (input) => {
      const { taskToken, output } = checkInput(Success, input);
      deps.engine.tokenSucceeded(holderOf(deps, taskToken), parseJson(output, 'InvalidOutput'));
    },
    SendTaskFailure: (input) => {
      const { taskToken, error, cause } = checkInput(Failure, input);
      deps.engine.tokenFailed(holderOf(deps, taskToken), error, cause);
    },
    SendTaskHeartbeat: (input) => deps.engine.heartbeat(holderOf(deps, checkInput(Heartbeat, input).taskToken)),
  };
}

function startExecution(deps: Deps, request: unknown): { executionArn: string; startDate: number } {
  const { stateMachineArn, name = randomUUID(), input } = checkInput(Start, request);
  const machine = machineOf(deps, stateMachineArn);
  if (!Name.safeParse(name).success) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
  parseJson(input, 'InvalidExecutionInput');
  const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  const known = deps.store.get(arn);
  if (!known) deps.engine.start(machine, { arn, name, input });
  else if (known.status !== 'RUNNING' || known.input !== input) {
    throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  }
  return { executionArn: arn, startDate: seconds(executionOf(deps, arn).startedAt) };
}

function stopExecution(deps: Deps, input: unknown): { stopDate: number } {
  const { executionArn, error, cause } = checkInput(Stop, input);
  if (executionOf(deps, executionArn).status === 'RUNNING') deps.engine.abort(executionArn, error, cause);
  return { stopDate: seconds(executionOf(deps, executionArn).stoppedAt ?? 0) };
}

function listExecutions(deps: Deps, input: unknown): unknown {
  const { stateMachineArn, statusFilter = null, maxResults, nextToken = '0' } = checkInput(List, input);
  const { arn } = machineOf(deps, stateMachineArn);
  const [limit, offset] = [maxResults || 100, Number(nextToken)];
  if (!Number.isInteger(offset)) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const found = deps.store.page({ machineArn: arn, status: statusFilter, limit: limit + 1, offset });
  const executions = found.slice(0, limit).map(summary);
  return found.length > limit ? { executions, nextToken: String(offset + limit) } : { executions };
}

const summary = (execution: Execution): Record<string, unknown> =>
  defined({
    executionArn: execution.arn,
    stateMachineArn: execution.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(execution.startedAt),
    stopDate: execution.stoppedAt === null ? null : seconds(execution.stoppedAt),
  });

function describe(deps: Deps, execution: Execution): unknown {
  return {
    ...summary(execution),
    ...defined({ input: execution.input, output: execution.output, error: execution.error, cause: execution.cause }),
    inputDetails: { included: true },
    // Not part of AWS's answer; SDKs ignore what they do not know.
    local: {
      currentState: execution.state,
      transitions: execution.transitions,
      wakeAt: execution.wakeAt,
      history: deps.store.history(execution.arn),
    },
  };
}

const describeMachine = (machine: Machine): unknown => ({
  stateMachineArn: machine.arn,
  name: machine.name,
  status: 'ACTIVE',
  definition: machine.text,
  roleArn: 'arn:aws:iam::000000000000:role/local',
  type: 'STANDARD',
  creationDate: 0,
});

/** Versions and aliases name the one definition there is. */
function machineOf({ machines }: Deps, arn: string): Machine {
  const machine = machines.get(arn) ?? machines.get(arn.split(':').slice(0, 7).join(':'));
  if (!machine) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  return machine;
}

function executionOf({ store }: Deps, arn: string): Execution {
  const execution = store.get(arn);
  if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
}

function holderOf({ store }: Deps, token: string): Execution {
  if (!isTaskToken(token)) throw new AwsError('InvalidToken', `Invalid Token: '${token}'`);
  const execution = store.withToken(token);
  if (execution?.status !== 'RUNNING')
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  return execution;
}

function parseJson(text: string, code: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError(code, `Invalid JSON: '${text.slice(0, 100)}'`);
  }
}
