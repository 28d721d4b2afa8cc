import { type Clock, FunctionError } from '../service.ts';
import { functionEnvironment } from './environment.ts';
import { FunctionPool } from './function-pool.ts';
import type { FunctionSpec } from './function-spec.ts';
import { type Instance, type InstanceOptions, killed } from './instance.ts';
import type { FunctionLogs } from './logs.ts';
import type { LambdaObserver } from './observer.ts';
import { type FunctionUsage, UsageBooks } from './usage.ts';

interface LambdaOptions {
  readonly functions: readonly FunctionSpec[];
  readonly clock: Clock;
  readonly clockOffset: SharedArrayBuffer;
  readonly gatewayUrl: string;
  readonly logs: FunctionLogs;
  /** Worker threads per function. */
  readonly concurrency: number;
  readonly observer?: LambdaObserver;
}

/** Waits before the second and third attempt of an asynchronous invocation, as Lambda does. */
const ASYNC_RETRIES_MS = [60_000, 120_000];

export class LambdaRuntime {
  readonly #options: LambdaOptions;
  readonly #specs = new Map<string, FunctionSpec>();
  readonly #pools = new Map<string, FunctionPool>();
  readonly #running = new Map<string, Instance>();
  readonly #usage = new UsageBooks();
  #closed = false;

  constructor(options: LambdaOptions) {
    this.#options = options;
    for (const spec of options.functions) {
      for (const key of [spec.logicalId, spec.name, spec.arn]) this.#specs.set(key, spec);
    }
  }

  /** CPU time and memory of each function's runs so far, by logical id. */
  usage(): Readonly<Record<string, FunctionUsage>> {
    return this.#usage.report();
  }

  has(id: string): boolean {
    return this.#find(id) !== undefined;
  }

  /** ARN of a function by its logical id, name or ARN; the id itself when there is no such function. */
  arnOf(id: string): string {
    return this.#find(id)?.arn ?? id;
  }

  /** Runs a function, by logical id, name or ARN, to its end. Rejects with a FunctionError when it fails. */
  async invoke(id: string, payload: unknown): Promise<unknown> {
    const spec = this.#find(id);
    if (!spec) throw new FunctionError('ResourceNotFoundException', `Function not found: ${id}`);
    if (this.#closed) throw new FunctionError('ServiceException', 'The embedded cloud is stopping');
    const release = this.#options.clock.busy(`lambda:${spec.name}`);
    try {
      return JSON.parse(await this.#pool(spec).invoke(JSON.stringify(payload) ?? 'null'));
    } finally {
      release();
    }
  }

  /** Starts a function and retries it twice when it fails; what still fails is dropped, as without a destination. */
  invokeLater(id: string, payload: unknown, attempt = 0): void {
    this.invoke(id, payload).catch(() => {
      const delay = ASYNC_RETRIES_MS[attempt];
      if (delay === undefined || this.#closed) return;
      const { clock } = this.#options;
      clock.at(clock.now() + delay, 'once', 'lambda', () => this.invokeLater(id, payload, attempt + 1));
    });
  }

  /** Kills the instance that is known by this session token, if it is running. */
  async terminateInstance(id: string): Promise<void> {
    await this.#running.get(id)?.terminate();
  }

  /** Kills one instance of a function as a crash would. False when none is running. */
  async terminateOne(id: string): Promise<boolean> {
    const spec = this.#find(id);
    return (spec && (await this.#pools.get(spec.arn)?.terminateOne())) ?? false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  /** ARNs may carry a version or alias, which the embedded cloud does not tell apart. */
  #find(id: string): FunctionSpec | undefined {
    return this.#specs.get(id) ?? this.#specs.get(id.split(':').slice(0, 7).join(':'));
  }

  #pool(spec: FunctionSpec): FunctionPool {
    const existing = this.#pools.get(spec.arn);
    if (existing) return existing;
    const pool = new FunctionPool({
      instance: this.#instanceOptions(spec),
      timeoutMs: spec.timeoutMs,
      size: this.#options.concurrency,
      watch: (instance, payload, run) => this.#watched(spec, { instance, payload, run }),
    });
    this.#pools.set(spec.arn, pool);
    return pool;
  }

  async #watched(spec: FunctionSpec, { instance, payload, run }: Invocation): Promise<string> {
    const { observer } = this.#options;
    const crash = observer?.crashes(spec, payload);
    if (crash === 'before') return kill(instance);
    this.#running.set(instance.id, instance);
    observer?.began(spec, instance.id, payload);
    try {
      const result = await run();
      return crash === 'after' ? await kill(instance) : result;
    } finally {
      this.#running.delete(instance.id);
      observer?.ended(spec, instance.id, { ...instance.takeTiming(), payload });
    }
  }

  #instanceOptions(spec: FunctionSpec): InstanceOptions {
    const { gatewayUrl, clockOffset, logs, observer } = this.#options;
    if (spec.codeDirectory === undefined) {
      throw new FunctionError('InvalidCode', `The code of ${spec.name} is not a directory of the cloud assembly`);
    }
    const { name: functionName, arn: functionArn, memoryMb, codeDirectory, handler } = spec;
    return {
      setup: { functionName, functionArn, memoryMb, codeDirectory, handler, clockOffset },
      environment: functionEnvironment(spec, gatewayUrl),
      onOutput: ({ stdout, stderr }, instance) => {
        const printed = (line: string) => observer?.printed(spec, instance, line);
        logs.follow(functionName, stdout, printed);
        logs.follow(functionName, stderr, printed);
      },
      onCost: (cost) => this.#usage.add(spec.logicalId, cost),
    };
  }
}

interface Invocation {
  readonly instance: Instance;
  readonly payload: string;
  readonly run: () => Promise<string>;
}

async function kill(instance: Instance): Promise<never> {
  await instance.terminate();
  throw killed();
}
