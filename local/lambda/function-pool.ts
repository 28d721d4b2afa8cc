import { Instance, type InstanceOptions } from './instance.ts';

const IDLE_MS = 5 * 60_000;

/** Runs one invocation on an instance and may look at it, or end it. */
export type Watch = (instance: Instance, payload: string, run: () => Promise<string>) => Promise<string>;

interface PoolOptions {
  readonly instance: InstanceOptions;
  readonly timeoutMs: number;
  /** Instances at most. */
  readonly size: number;
  readonly watch: Watch;
}

interface Waiting {
  readonly resolve: (instance: Instance) => void;
}

/** The warm instances of one function: started when needed, at most `size`, ended after five idle minutes. */
export class FunctionPool {
  readonly #options: PoolOptions;
  readonly #instances = new Set<Instance>();
  readonly #idle: Instance[] = [];
  readonly #waiting: Waiting[] = [];
  #reaper: NodeJS.Timeout | undefined;
  #lastUse = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Takes and returns JSON text; rejects with a FunctionError. */
  async invoke(payload: string): Promise<string> {
    const { watch, timeoutMs } = this.#options;
    const instance = await this.#acquire();
    try {
      return await watch(instance, payload, () => instance.invoke(payload, timeoutMs));
    } finally {
      this.#release(instance);
    }
  }

  /** Kills one instance, a working one if there is any. False when none is running. */
  async terminateOne(): Promise<boolean> {
    const all = [...this.#instances];
    const victim = all.find(({ busy }) => busy) ?? all[0];
    if (!victim) return false;
    await victim.terminate();
    this.#forget(victim);
    return true;
  }

  async close(): Promise<void> {
    clearInterval(this.#reaper);
    await Promise.all([...this.#instances].map((instance) => instance.terminate()));
  }

  async #acquire(): Promise<Instance> {
    this.#lastUse = performance.now();
    for (let warm = this.#idle.pop(); warm; warm = this.#idle.pop()) {
      if (!warm.gone) return warm;
      this.#forget(warm);
    }
    if (this.#instances.size < this.#options.size) return this.#start();
    const { promise, resolve } = Promise.withResolvers<Instance>();
    this.#waiting.push({ resolve });
    return promise;
  }

  #start(): Instance {
    const instance = new Instance(this.#options.instance);
    this.#instances.add(instance);
    this.#reaper ??= setInterval(() => void this.#reap(), IDLE_MS).unref();
    return instance;
  }

  #release(instance: Instance): void {
    if (instance.gone) this.#forget(instance);
    const next = this.#waiting.shift();
    if (next) next.resolve(instance.gone ? this.#start() : instance);
    else if (!instance.gone) this.#idle.push(instance);
  }

  #forget(instance: Instance): void {
    this.#instances.delete(instance);
    const index = this.#idle.indexOf(instance);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  async #reap(): Promise<void> {
    if (performance.now() - this.#lastUse < IDLE_MS) return;
    const idle = this.#idle.splice(0);
    for (const instance of idle) this.#instances.delete(instance);
    await Promise.all(idle.map((instance) => instance.terminate()));
  }
}
