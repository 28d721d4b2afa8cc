import type { Clock } from '../../../src/usecases/ports/effects.ts';

export const startMs = Date.parse('2026-11-25T09:00:00Z');

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that only moves when it is told to: a little with every call, or on to who sleeps. */
export class VirtualClock implements Clock {
  ms = startMs;
  /** What a call takes; asked for each call. */
  callMs: () => number = () => 1;
  private sleepers: Sleeper[] = [];
  private readonly deadlines = new Set<{ readonly ms: number }>();

  now(): string {
    return new Date(this.ms).toISOString();
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      this.sleepers.push({ until: this.ms + ms, wake });
    });
  }

  /** Something that is known to end within so many milliseconds: time does not pass beyond until the returned function is called. */
  endsWithin(ms: number): () => void {
    const deadline = { ms: this.ms + ms };
    this.deadlines.add(deadline);
    return () => this.deadlines.delete(deadline);
  }

  tick(): void {
    this.moveTo(this.ms + this.callMs());
  }

  /** Moves time to the next sleeper and wakes it; false when nobody sleeps. */
  wakeNext(): boolean {
    const next = Math.min(...this.sleepers.map(({ until }) => until));
    if (!Number.isFinite(next)) return false;
    this.moveTo(Math.max(this.ms, next));
    return true;
  }

  moveTo(ms: number): void {
    this.ms = Math.max(this.ms, Math.min(ms, ...[...this.deadlines].map((deadline) => deadline.ms)));
    const due = this.sleepers.filter(({ until }) => until <= this.ms);
    this.sleepers = this.sleepers.filter(({ until }) => until > this.ms);
    for (const { wake } of due) wake();
  }
}
