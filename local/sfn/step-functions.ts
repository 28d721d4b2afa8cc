import { randomUUID } from 'node:crypto';
import type { AwsService, Backplane, Clock } from '../service.ts';
import { Engine } from './engine.ts';
import { answerJson } from './json-protocol.ts';
import { loadMachine, type Machine, type StateMachineSpec } from './machine.ts';
import { operationsOf } from './operations.ts';
import { openExecutionStore } from './store.ts';

export interface StepFunctionsOptions {
  readonly stateMachines: readonly StateMachineSpec[];
  readonly clock: Clock;
  readonly backplane: Backplane;
  /** SQLite file that holds the executions. */
  readonly file: string;
  /** Told of each state an execution enters and of each retry: what AWS bills. `input` is the execution's. */
  readonly onTransition?: (machineArn: string, input: string) => void;
}

export interface StepFunctions extends AwsService {
  /** Continues executions of an earlier run; call once, when the backplane can be used. */
  resume(): void;
  /** Starts an execution as StartExecution does and returns its ARN. */
  start(stateMachineArn: string, input: string, name?: string): string;
  /** The machine that waits for a task token. */
  machineOfToken(token: string): string | undefined;
  close(): Promise<void>;
}

/** Step Functions Standard (service `states`), JSONPath, for the states and integrations that the template uses. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { stateMachines, clock, backplane, file, onTransition } = options;
  const machines = new Map<string, Machine>(stateMachines.map((spec) => [spec.arn, loadMachine(spec, backplane)]));
  const store = openExecutionStore(file);
  const engine = new Engine(machines, clock, store, onTransition);
  const operations = operationsOf({ machines, store, engine });
  return {
    handle: (request) => answerJson(request, 'application/x-amz-json-1.0', operations),
    resume: () => engine.resume(),
    machineOfToken: (token) => store.withToken(token)?.machineArn,
    start: (stateMachineArn, input, name = randomUUID()) =>
      operations.start({ stateMachineArn, input, name }).executionArn,
    close: async () => {
      engine.stop();
      store.shut();
    },
  };
}
