import { setTimeout as pause } from 'node:timers/promises';

/** How often the probes are asked while nobody holds the cloud busy but a queue is not yet empty. */
const POLL_MS = 3;

/** Says whether anything is going on: holders that someone must release, and probes that are asked. */
export class Activity {
  readonly #holders = new Map<string, number>();
  readonly #probes: (() => boolean)[] = [];
  readonly #waiting = new Set<() => void>();
  #count = 0;
  /** Changes with each new holder, so that work that began and ended between two looks is noticed. */
  #generation = 0;

  hold(owner: string): () => void {
    this.#generation += 1;
    this.#shift(owner, 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#shift(owner, -1);
    };
  }

  /** `idle` is asked only when nobody holds the cloud busy. */
  addProbe(idle: () => boolean): void {
    this.#probes.push(idle);
  }

  get idle(): boolean {
    return this.#count === 0 && this.#probes.every((idle) => idle());
  }

  get holders(): Record<string, number> {
    return Object.fromEntries(this.#holders);
  }

  /** Wakes whoever waits in {@link settled}, for example because there is a new timer. */
  wake(): void {
    for (const resume of this.#waiting) resume();
  }

  /** True when idle at two looks with turns of the event loop between; otherwise waits a moment first and is false. */
  async settled(): Promise<boolean> {
    const generation = this.#generation;
    if (this.idle && (await turnOfTheLoop()) && this.idle && generation === this.#generation) return true;
    await this.#change();
    return false;
  }

  #shift(owner: string, by: 1 | -1): void {
    const next = (this.#holders.get(owner) ?? 0) + by;
    if (next === 0) this.#holders.delete(owner);
    else this.#holders.set(owner, next);
    this.#count += by;
    if (this.#count === 0) this.wake();
  }

  async #change(): Promise<void> {
    if (this.#count === 0) {
      await pause(POLL_MS);
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    await promise;
    this.#waiting.delete(resolve);
  }
}

/** Long enough for a message between two threads or sockets to be seen by its receiver. */
async function turnOfTheLoop(): Promise<true> {
  await new Promise((resolve) => setImmediate(resolve));
  await pause(1);
  return true;
}
