import type { TimerKind } from '../service.ts';

/**
 * Notes when anything last happened besides recurring jobs. While nothing does, a job that repeats itself has nothing new to find, and
 * each of its firings may be as late as the last one was after the news: of weeks that are skipped it sees a handful of instants.
 */
export class Calm {
  readonly #now: () => number;
  #changes = 0;
  #changedAt: number;
  /** Whether a recurring job fired last: functions, calls and messages since then are its doing. */
  #ofJobs = false;

  constructor(now: () => number) {
    this.#now = now;
    this.#changedAt = now();
  }

  /** Somebody else than a timer began to work. */
  began(owner: string): void {
    if (!this.#ofJobs || owner === 'http') this.#change();
  }

  /** A timer fires. */
  fires(kind: TimerKind): void {
    if (kind === 'once') this.#change();
    else this.#ofJobs = true;
  }

  /** How many milliseconds late a recurring timer registered now may be: `leastMs` once there is news, else longer. */
  patience(leastMs: number): () => number {
    const [changes, calmMs] = [this.#changes, this.#now() - this.#changedAt];
    return () => (changes === this.#changes ? Math.max(leastMs, calmMs) : leastMs);
  }

  #change(): void {
    this.#ofJobs = false;
    this.#changes += 1;
    this.#changedAt = this.#now();
  }
}
