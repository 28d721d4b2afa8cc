import type { Clock, Timer } from '../service.ts';
import { AslError, runtimeError } from './asl-error.ts';
import type { State, StateOf } from './definition.ts';
import type { Execution } from './execution.ts';
import type { Machine } from './machine.ts';
import { encode, fail, inputOf, type Outcome } from './outcome.ts';
import type { Scope } from './scope.ts';
import { choice, failure, finish, pass, sleep, wake } from './states.ts';
import type { ExecutionStore } from './store.ts';
import { heartbeatMs, taskDone, taskFailed, taskInput, timeoutMs, withinTime } from './task-state.ts';
import { newTaskToken } from './task-token.ts';

const iso = (instant: number): string => new Date(instant).toISOString();

/** Moves executions from state to state. Each entry is stored before it acts; what was interrupted acts again. */
export class Engine {
  readonly #machines: ReadonlyMap<string, Machine>;
  readonly #clock: Clock;
  readonly #store: ExecutionStore;
  readonly #timers = new Map<string, Timer>();
  readonly #onTransition: (machineArn: string, input: string) => void;
  #stopped = false;

  constructor(
    machines: ReadonlyMap<string, Machine>,
    clock: Clock,
    store: ExecutionStore,
    onTransition: (machineArn: string, input: string) => void = () => {},
  ) {
    this.#onTransition = onTransition;
    this.#machines = machines;
    this.#clock = clock;
    this.#store = store;
  }

  /** Continues after a restart. */
  resume(): void {
    this.#store.forgetOld(this.#clock.now());
    for (const due of this.#store.running()) {
      if (due.phase === 'run') void this.run(due.arn);
      else this.#setTimer(due);
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  start(machine: Machine, execution: Pick<Execution, 'arn' | 'name' | 'input'>): void {
    const { StartAt, TimeoutSeconds } = machine.definition;
    const startedAt = this.#clock.now();
    const expiresAt = TimeoutSeconds === undefined ? null : startedAt + TimeoutSeconds * 1000;
    this.#store.start(
      { ...execution, machineArn: machine.arn, startedAt, expiresAt },
      {
        state: StartAt,
        stateInput: execution.input,
        at: startedAt,
        type: `${stateOf(machine, StartAt).Type}StateEntered`,
      },
    );
    this.#onTransition(machine.arn, execution.input);
    void this.run(execution.arn);
  }

  abort(arn: string, error: string | undefined, cause: string | undefined): void {
    this.#close(arn, {
      status: 'ABORTED',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  /** Runs on until the execution waits or is closed. */
  async run(arn: string): Promise<void> {
    const release = this.#clock.busy('states');
    try {
      while (!this.#stopped && (await this.#step(arn)));
    } finally {
      release();
    }
  }

  tokenSucceeded(execution: Execution, output: unknown): void {
    this.#settleTask(execution, (state) => taskDone(state, this.#scope(execution), output));
  }

  tokenFailed(execution: Execution, error: string, cause: string): void {
    this.#settleTask(execution, (state) => this.#failTask(state, execution, new AslError(error, cause)));
  }

  heartbeat(execution: Execution): void {
    const state = this.#taskState(execution);
    const silence = heartbeatMs(state, this.#scope(execution));
    if (silence === undefined) return;
    const heartbeatAt = this.#clock.now() + silence;
    this.#store.setHeartbeat(execution.arn, heartbeatAt);
    if (execution.phase === 'token') this.#setTimer({ ...execution, heartbeatAt });
  }

  async #step(arn: string): Promise<boolean> {
    const execution = this.#store.get(arn);
    if (execution?.status !== 'RUNNING' || execution.phase !== 'run') return false;
    if (this.#expire(execution)) return false;
    return this.#apply(execution, await guarded(() => this.#act(execution)));
  }

  #act(execution: Execution): Outcome | Promise<Outcome> {
    const state = stateOf(this.#machine(execution), execution.state);
    const scope = this.#scope(execution);
    switch (state.Type) {
      case 'Pass':
        return pass(state, scope);
      case 'Choice':
        return choice(state, scope);
      case 'Wait':
        return sleep(state, scope, this.#clock.now());
      case 'Succeed':
        return finish(state, scope);
      case 'Fail':
        return failure(state, scope);
      case 'Task':
        return this.#task(state, execution);
    }
  }

  async #task(state: StateOf<'Task'>, execution: Execution): Promise<Outcome> {
    try {
      return await this.#callResource(state, execution);
    } catch (error) {
      if (error instanceof AslError) return this.#failTask(state, execution, error);
      throw error;
    }
  }

  async #callResource(state: StateOf<'Task'>, execution: Execution): Promise<Outcome> {
    const integration = this.#machine(execution).integrations.get(execution.state);
    if (!integration) throw runtimeError(`${execution.state} has no resource`);
    if (!integration.waitsForToken) {
      const scope = this.#scope(execution);
      const result = await withinTime(this.#clock, timeoutMs(state, scope), integration.run(taskInput(state, scope)));
      return taskDone(state, scope, result);
    }
    const token = execution.token ?? newTaskToken();
    this.#store.setToken(execution.arn, token);
    const scope = this.#scope({ ...execution, token });
    await integration.run(taskInput(state, scope));
    return { kind: 'park', parking: { phase: 'token', ...this.#tokenLimits(state, scope) } };
  }

  #tokenLimits(state: StateOf<'Task'>, scope: Scope): { wakeAt: number | null; heartbeatAt: number | null } {
    const now = this.#clock.now();
    const limit = timeoutMs(state, scope);
    const silence = heartbeatMs(state, scope);
    return {
      wakeAt: limit === undefined ? null : now + limit,
      heartbeatAt: silence === undefined ? null : now + silence,
    };
  }

  #failTask(state: StateOf<'Task'>, execution: Execution, error: AslError): Outcome {
    const at = this.#clock.now();
    this.#store.note(execution.arn, {
      at,
      state: execution.state,
      type: 'TaskFailed',
      error: error.error,
      cause: error.message,
    });
    return taskFailed(state, execution, error, at);
  }

  /** Stores an outcome unless the execution has gone on meanwhile; true when there is more to run. */
  #apply(execution: Execution, outcome: Outcome): boolean {
    const { arn } = execution;
    const current = this.#stopped ? undefined : this.#store.get(arn);
    if (current?.status !== 'RUNNING' || current.transitions !== execution.transitions) return false;
    if (outcome.kind === 'close') this.#close(arn, outcome.closing);
    if (outcome.kind === 'park') {
      this.#store.park(arn, outcome.parking);
      this.#setTimer({ ...execution, heartbeatAt: null, ...outcome.parking });
    }
    return outcome.kind === 'next' && this.#enter(execution, outcome.state, outcome.output);
  }

  #enter(execution: Execution, name: string, output: unknown): boolean {
    try {
      const type = `${stateOf(this.#machine(execution), name).Type}StateEntered`;
      this.#store.enter(execution.arn, { state: name, stateInput: encode(output), at: this.#clock.now(), type });
      this.#onTransition(execution.machineArn, execution.input);
      return true;
    } catch (error) {
      if (!(error instanceof AslError)) throw error;
      this.#close(execution.arn, { status: 'FAILED', error: error.error, cause: error.message });
      return false;
    }
  }

  #settleTask(execution: Execution, outcomeOf: (state: StateOf<'Task'>) => Outcome): void {
    this.#timers.get(execution.arn)?.cancel();
    void guarded(() => outcomeOf(this.#taskState(execution))).then((outcome) => {
      if (this.#apply(execution, outcome)) void this.run(execution.arn);
    });
  }

  async #wake(arn: string): Promise<void> {
    this.#timers.delete(arn);
    const execution = this.#store.get(arn);
    if (execution?.status !== 'RUNNING' || this.#expire(execution)) return;
    if (execution.phase === 'retry') {
      this.#store.tryAgain(arn);
      this.#onTransition(execution.machineArn, execution.input);
    } else if (!this.#apply(execution, await guarded(() => this.#waitOver(execution)))) return;
    await this.run(arn);
  }

  #waitOver(execution: Execution): Outcome {
    const state = stateOf(this.#machine(execution), execution.state);
    if (state.Type === 'Wait') return wake(state, this.#scope(execution));
    const silent =
      execution.heartbeatAt !== null && execution.heartbeatAt < (execution.wakeAt ?? Number.POSITIVE_INFINITY);
    return this.#failTask(
      this.#taskState(execution),
      execution,
      new AslError(silent ? 'States.HeartbeatTimeout' : 'States.Timeout', ''),
    );
  }

  #setTimer(due: Pick<Execution, 'arn' | 'wakeAt' | 'heartbeatAt' | 'expiresAt'>): void {
    this.#timers.get(due.arn)?.cancel();
    const at = Math.min(
      ...[due.wakeAt, due.heartbeatAt, due.expiresAt].map((instant) => instant ?? Number.POSITIVE_INFINITY),
    );
    if (at === Number.POSITIVE_INFINITY) return;
    this.#timers.set(
      due.arn,
      this.#clock.at(at, 'once', 'states', () => this.#wake(due.arn)),
    );
  }

  #expire({ arn, expiresAt }: Execution): boolean {
    if (expiresAt === null || this.#clock.now() < expiresAt) return false;
    this.#close(arn, { status: 'TIMED_OUT', error: 'States.Timeout', cause: '' });
    return true;
  }

  #close(arn: string, closing: Parameters<ExecutionStore['close']>[2]): void {
    this.#timers.get(arn)?.cancel();
    this.#timers.delete(arn);
    this.#store.close(arn, this.#clock.now(), closing);
  }

  #machine({ machineArn }: Execution): Machine {
    const machine = this.#machines.get(machineArn);
    if (!machine) throw runtimeError(`The state machine ${machineArn} no longer exists`);
    return machine;
  }

  #taskState(execution: Execution): StateOf<'Task'> {
    const state = stateOf(this.#machine(execution), execution.state);
    if (state.Type !== 'Task') throw runtimeError(`${execution.state} is no task`);
    return state;
  }

  #scope(execution: Execution): Scope {
    const { arn, name, input, startedAt, state, enteredAt, machineArn, token } = execution;
    const context = {
      Execution: { Id: arn, Name: name, Input: JSON.parse(input), StartTime: iso(startedAt) },
      State: { Name: state, EnteredTime: iso(enteredAt) },
      StateMachine: { Id: machineArn, Name: machineArn.split(':').at(-1) },
      ...(token === null ? {} : { Task: { Token: token } }),
    };
    return { input: inputOf(execution), context };
  }
}

function stateOf(machine: Machine, name: string): State {
  const state = machine.definition.States[name];
  if (!state) throw runtimeError(`There is no state '${name}' in ${machine.name}`);
  return state;
}

/** Turns an ASL error outside of a task's own failure into the end of the execution. */
async function guarded(act: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AslError) return fail(error.error, error.message);
    return fail('States.Runtime', error instanceof Error ? error.message : String(error));
  }
}
