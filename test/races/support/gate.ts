import type { Scheduler } from 'fast-check';
import type { VirtualClock } from './virtual-clock.ts';

const round = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Whoever does not finish is caught in something that neither the gate nor the clock knows. */
export class Stuck extends Error {
  override readonly name = 'Stuck';
}

/**
 * Where every call to the outside waits for its turn while a race is on. The scheduler chooses which call is next; it runs to its end
 * before another one begins, so an interleaving is an order of whole calls, and the same seed gives the same one.
 */
export class Gate {
  /** How many turns a call lets go by; asked for each call. */
  stall: () => number = () => 0;
  private readonly clock: VirtualClock;
  private scheduler: Scheduler | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  /** A call that outside of a race goes straight through. */
  async pass<T>(label: string, call: () => Promise<T>): Promise<T> {
    if (!this.scheduler) return call();
    for (let turns = 1 + this.stall(); turns > 0; turns--) await this.scheduler?.schedule(Promise.resolve(), label);
    const result = call();
    this.running = result.catch(() => undefined);
    return result;
  }

  /**
   * Runs the actors at the same time and answers with what became of each. Time moves a little with each call, and on to the next
   * sleeper when nobody has anything else to do.
   */
  async race<T extends readonly (() => Promise<unknown>)[]>(
    scheduler: Scheduler,
    ...actors: T
  ): Promise<{ [I in keyof T]: Awaited<ReturnType<T[I]>> }> {
    this.scheduler = scheduler;
    try {
      let open = actors.length;
      const all = Promise.all(actors.map((actor) => actor().finally(() => (open -= 1))));
      all.catch(() => undefined);
      await this.settle();
      while (scheduler.count() > 0 || this.clock.wakeNext()) {
        if (scheduler.count() > 0) {
          await scheduler.waitOne();
          this.clock.tick();
        }
        await this.settle();
      }
      if (open > 0) throw new Stuck(`${open} of ${actors.length} actors neither wait for a turn nor for a time`);
      return (await all) as { [I in keyof T]: Awaited<ReturnType<T[I]>> };
    } finally {
      this.scheduler = undefined;
    }
  }

  /** Until the call that has its turn is over and its actor stands at the gate again; coalesced reads take one round of the loop. */
  private async settle(): Promise<void> {
    await round();
    await this.running;
    await round();
    await round();
  }
}
