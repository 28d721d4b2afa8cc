import type { Clock, Timer } from '../service.ts';
import type { Queue } from './broker.ts';

/**
 * Messages whose receiver is gone or has given them back, until they become visible again. Their time-outs are timers of the clock
 * as well, so that a time that skips does not wait for them in real time.
 */
export class Abandoned {
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #timers = new Map<string, Timer>();

  constructor(queue: Queue, clock: Clock) {
    this.#queue = queue;
    this.#clock = clock;
  }

  /** How many are still invisible. */
  get size(): number {
    for (const handle of this.#timers.keys()) if (!this.#queue.inflightMessages.has(handle)) this.#forget(handle);
    return this.#timers.size;
  }

  add(handle: string): void {
    const entry = this.#queue.inflightMessages.get(handle);
    if (!entry) return;
    const due = this.#clock.now() + entry.visibilityDeadline - Date.now();
    this.#timers.set(
      handle,
      this.#clock.at(due, 'once', 'sqs', () => this.#show(handle)),
    );
  }

  /** Makes all of them visible at once and says how many that were. */
  expire(): number {
    const handles = [...this.#timers.keys()].filter((handle) => this.#queue.inflightMessages.has(handle));
    for (const handle of handles) this.#show(handle);
    return handles.length;
  }

  clear(): void {
    for (const handle of [...this.#timers.keys()]) this.#forget(handle);
  }

  #show(handle: string): void {
    this.#forget(handle);
    this.#queue.changeVisibility(handle, 0);
  }

  #forget(handle: string): void {
    this.#timers.get(handle)?.cancel();
    this.#timers.delete(handle);
  }
}
