import type { Clock, Timer, TimerKind } from '../../../../local/service.ts';

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly kind: TimerKind;
  readonly owner: string;
  readonly fire: () => Promise<void> | void;
}

/** A clock that moves only when told to, and then from timer to timer, each settled before the next. */
export class FakeClock implements Clock {
  #now: number;
  #order = 0;
  #busy = 0;
  #timers: Entry[] = [];

  constructor(start = '2026-03-02T08:00:00.000Z') {
    this.#now = Date.parse(start);
  }

  now(): number {
    return this.#now;
  }

  at(at: number, kind: TimerKind, owner: string, fire: () => Promise<void> | void): Timer {
    const entry = { at, order: this.#order++, kind, owner, fire };
    this.#timers.push(entry);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== entry);
      },
    };
  }

  busy(): () => void {
    this.#busy += 1;
    return () => {
      this.#busy -= 1;
    };
  }

  /** Waits until nobody holds the clock busy. */
  async settle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#busy > 0);
  }

  async advanceTo(instant: number): Promise<void> {
    await this.settle();
    for (let next = this.#due(instant); next; next = this.#due(instant)) {
      this.#now = Math.max(this.#now, next.at);
      this.#timers = this.#timers.filter((other) => other !== next);
      await next.fire();
      await this.settle();
    }
    this.#now = Math.max(this.#now, instant);
  }

  advance(ms: number): Promise<void> {
    return this.advanceTo(this.#now + ms);
  }

  /** Fires the next timer even though the cloud is busy, as real time does. */
  async fireNext(): Promise<void> {
    while (this.#timers.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const next = this.#due(Number.POSITIVE_INFINITY);
    if (!next) return;
    this.#now = next.at;
    this.#timers = this.#timers.filter((other) => other !== next);
    await next.fire();
    await this.settle();
  }

  get timers(): readonly { readonly at: number; readonly kind: TimerKind; readonly owner: string }[] {
    return this.#timers;
  }

  #due(instant: number): Entry | undefined {
    return this.#timers.filter(({ at }) => at <= instant).sort((a, b) => a.at - b.at || a.order - b.order)[0];
  }
}
