import type { Clock, Timer } from '../service.ts';
import type { Message, Queue } from './broker.ts';

/**
 * Messages that were sent with a delay, until it is over. It is a timer of the clock as well, so that a time that skips does not wait
 * for it in real time.
 */
export class Delayed {
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #timers = new Map<Message, Timer>();

  constructor(queue: Queue, clock: Clock) {
    this.#queue = queue;
    this.#clock = clock;
  }

  /** Begins with what is in the queue and goes on with what will be sent. */
  watch(): void {
    const enqueue = this.#queue.enqueue.bind(this.#queue);
    this.#queue.enqueue = (message) => {
      enqueue(message);
      this.#add(message);
    };
    for (const message of this.#queue.delayedMessages) this.#add(message);
  }

  /** How many are still delayed. */
  get size(): number {
    const waiting = new Set(this.#queue.delayedMessages);
    for (const message of this.#timers.keys()) if (!waiting.has(message)) this.#forget(message);
    return this.#timers.size;
  }

  clear(): void {
    for (const message of [...this.#timers.keys()]) this.#forget(message);
  }

  /** The groups of FIFO queues wait for each other: their delays stay as they are. */
  #add(message: Message): void {
    const leftMs = (message.delayUntil ?? 0) - Date.now();
    if (leftMs <= 0 || this.#queue.isFifo()) return;
    const timer = this.#clock.at(this.#clock.now() + leftMs, 'once', 'sqs', () => this.#show(message));
    this.#timers.set(message, timer);
  }

  #show(message: Message): void {
    this.#forget(message);
    message.delayUntil = Date.now();
    this.#queue.processTimers();
  }

  #forget(message: Message): void {
    this.#timers.get(message)?.cancel();
    this.#timers.delete(message);
  }
}
