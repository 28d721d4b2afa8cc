import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { FunctionError } from '../service.ts';
import type { Failure, InvokeMessage, WorkerReply, WorkerSetup } from './protocol.ts';
import type { RunCost } from './usage.ts';

/** How long an instance loaded its code, when this was its first run, and how long the handler ran: milliseconds. */
export interface Timing {
  readonly initMs: number;
  readonly runMs: number;
}

export interface InstanceOptions {
  readonly setup: WorkerSetup;
  readonly environment: Readonly<Record<string, string>>;
  readonly onOutput: (worker: Worker, instance: string) => void;
  readonly onCost: (cost: RunCost) => void;
}

interface Pending {
  resolve(json: string): void;
  reject(error: Error): void;
}

/** One execution environment of a function: a worker thread that runs one invocation at a time. */
export class Instance {
  /** Also the session token that its SDK calls carry. */
  readonly id = randomUUID();
  readonly #worker: Worker;
  readonly #ready = Promise.withResolvers<void>();
  #pending: Pending | undefined;
  #gone = false;
  readonly #onCost: (cost: RunCost) => void;
  #initMs = 0;
  #startedAt = performance.now();

  constructor({ setup, environment, onOutput, onCost }: InstanceOptions) {
    this.#onCost = onCost;
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      name: setup.functionName,
      workerData: setup,
      env: { ...environment, AWS_SESSION_TOKEN: this.id },
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    onOutput(this.#worker, this.id);
    // A start that fails while nobody waits must not end the process; invoke() reports it.
    this.#ready.promise.catch(() => {});
    this.#worker.on('message', (message: WorkerReply) => this.#onReply(message));
    this.#worker.on('error', (error) => this.#end(runtimeError(error)));
    this.#worker.on('exit', () => this.#end(exitError('exit')));
  }

  get gone(): boolean {
    return this.#gone;
  }

  get busy(): boolean {
    return this.#pending !== undefined;
  }

  /** Of the run that ended last; the load of the code counts once. */
  takeTiming(): Timing {
    const timing = { initMs: this.#initMs, runMs: performance.now() - this.#startedAt };
    this.#initMs = 0;
    return timing;
  }

  /** Takes and returns JSON text. The time-out is real time and begins once the handler is loaded. */
  async invoke(payload: string, timeoutMs: number): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#pending = { resolve, reject };
    const timer = this.#ready.promise.then(() => this.#send(payload, timeoutMs), reject);
    try {
      return await promise;
    } finally {
      this.#pending = undefined;
      clearTimeout((await timer) ?? undefined);
    }
  }

  /** Ends the thread at once, as a crash does; the running invocation fails. */
  async terminate(): Promise<void> {
    this.#end(killed());
    await this.#worker.terminate();
  }

  #send(payload: string, timeoutMs: number): NodeJS.Timeout {
    const message: InvokeMessage = { requestId: randomUUID(), payload, timeoutMs };
    this.#startedAt = performance.now();
    this.#worker.postMessage(message);
    return setTimeout(() => {
      const seconds = (timeoutMs / 1000).toFixed(2);
      this.#end(new FunctionError('Sandbox.Timedout', `Task timed out after ${seconds} seconds`));
      void this.#worker.terminate();
    }, timeoutMs);
  }

  #onReply(message: WorkerReply): void {
    if ('cost' in message) this.#onCost(message.cost);
    if (message.kind === 'ready') {
      this.#initMs = performance.now() - this.#startedAt;
      this.#ready.resolve();
    } else if (message.kind === 'result') this.#pending?.resolve(message.json);
    else if (message.kind === 'failed') this.#pending?.reject(functionError(message.failure));
    else {
      this.#end(functionError(message.failure));
      void this.#worker.terminate();
    }
  }

  #end(cause: Error): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#pending?.reject(cause);
    this.#ready.reject(cause);
  }
}

function functionError({ errorType, errorMessage }: Failure): FunctionError {
  return new FunctionError(errorType, errorMessage);
}

function runtimeError(error: unknown): FunctionError {
  if (error instanceof Error) return new FunctionError(error.name, error.message);
  return new FunctionError('Runtime.Unknown', String(error));
}

/** What Lambda reports of an environment that was killed. */
export const killed = (): FunctionError => exitError('signal: killed');

function exitError(how: string): FunctionError {
  return new FunctionError('Runtime.ExitError', `Runtime exited with error: ${how}`);
}
