import type { Clock, Timer, TimerKind } from '../service.ts';
import { Activity } from './activity.ts';
import { Calm } from './calm.ts';
import { type Offset, openOffset } from './offset.ts';
import { type Entry, TimerHeap } from './timers.ts';

export type ClockMode = 'real' | 'skip';

interface ClockState {
  /** ISO 8601 in UTC. */
  readonly now: string;
  readonly mode: ClockMode;
  readonly idle: boolean;
  readonly offsetMs: number;
  /** Due time of the next timer, ISO 8601 in UTC. */
  readonly nextTimer: string | null;
  readonly timers: Record<string, number>;
  /** Who keeps time from jumping. */
  readonly busy: Record<string, number>;
}

interface Goal {
  readonly at: number;
  readonly reached: () => void;
}

const HOUR_MS = 3_600_000;
/** With only recurring timers left, time skips this far past the last `once` timer and then waits. */
const AFTERGLOW_MS = 24 * HOUR_MS;
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

interface ClockOptions {
  readonly mode: ClockMode;
  /** Where the offset is kept; in memory only when left out. */
  readonly file?: string;
  /** Real time in milliseconds since 1970. */
  readonly realNow?: () => number;
  readonly onError?: (owner: string, error: unknown) => void;
}

/** The cloud's time: it flows at real pace and, when allowed, jumps to the next timer once all work has settled. */
export class VirtualClock implements Clock {
  readonly offset: Offset;
  readonly #activity = new Activity();
  readonly #calm: Calm;
  readonly #timers = new TimerHeap();
  readonly #goals: Goal[] = [];
  readonly #realNow: () => number;
  readonly #onError: (owner: string, error: unknown) => void;
  #mode: ClockMode;
  #order = 0;
  #lastOnce: number | undefined;
  #alarm: NodeJS.Timeout | undefined;
  #driving = false;
  #closed = false;

  constructor({ mode, file, realNow = Date.now, onError = report }: ClockOptions) {
    this.#mode = mode;
    this.#realNow = realNow;
    this.#onError = onError;
    this.offset = openOffset(file);
    this.#calm = new Calm(() => this.now());
  }

  now(): number {
    return this.#realNow() + this.offset.get();
  }

  at(at: number, kind: TimerKind, owner: string, fire: () => Promise<void> | void, slackMs = 0): Timer {
    this.#order += 1;
    const entry: Entry = { at, order: this.#order, kind, owner, fire, slack: this.#slackOf(kind, slackMs) };
    this.#timers.add(entry);
    this.#plan();
    return { cancel: () => this.#timers.cancel(entry) };
  }

  busy(owner: string): () => void {
    this.#calm.began(owner);
    return this.#activity.hold(owner);
  }

  /** Adds a condition for being idle, for example that the queues are empty. */
  addProbe(idle: () => boolean): void {
    this.#activity.addProbe(idle);
  }

  get mode(): ClockMode {
    return this.#mode;
  }

  /** Whether time skips now, by its mode or because it was asked to move. */
  get skips(): boolean {
    return this.#mode === 'skip' || this.#goals.length > 0;
  }

  setMode(mode: ClockMode): void {
    this.#mode = mode;
    this.#plan();
  }

  /** Moves time forward by `ms`, see {@link advanceTo}. */
  advanceBy(ms: number): Promise<void> {
    return this.advanceTo((this.#goals.at(-1)?.at ?? this.now()) + ms);
  }

  /** Skips up to `instant` (ms since 1970), whatever the mode; resolves when all that is due by then has settled. */
  advanceTo(instant: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#goals.push({ at: instant, reached: resolve });
    this.#plan();
    return promise;
  }

  /** Resolves when nothing is going on; timers may still be waiting. */
  async whenIdle(): Promise<void> {
    while (!this.#closed && !(await this.#activity.settled()));
  }

  state(): ClockState {
    const next = this.#timers.peek();
    return {
      now: iso(this.now()),
      mode: this.#mode,
      idle: this.#activity.idle,
      offsetMs: this.offset.get(),
      nextTimer: next ? iso(next.at) : null,
      timers: this.#timers.countByOwner(),
      busy: this.#activity.holders,
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#alarm);
    this.#activity.wake();
    for (const { reached } of this.#goals.splice(0)) reached();
  }

  #plan(): void {
    if (this.#closed) return;
    this.#setAlarm();
    if (!this.#driving && this.#nextJump() !== undefined) void this.#drive();
  }

  /** Real time brings timers due as well: also while the cloud is busy, as on AWS. */
  #setAlarm(): void {
    clearTimeout(this.#alarm);
    const next = this.#timers.peek();
    if (!next) return;
    const delay = Math.min(Math.max(next.at - this.now(), 0), LONGEST_TIMEOUT_MS);
    this.#alarm = setTimeout(() => {
      this.#fireDue();
      this.#plan();
    }, delay);
  }

  async #drive(): Promise<void> {
    this.#driving = true;
    while (!this.#closed && this.#nextJump() !== undefined) {
      if (await this.#activity.settled()) this.#jump();
    }
    this.#driving = false;
    this.#plan();
  }

  #jump(): void {
    const target = this.#nextJump();
    if (this.#closed || target === undefined) return;
    const next = this.#timers.peek()?.at ?? target;
    if (next < target) {
      // Timers that had slack come first and settle, before anything exact happens at the target.
      this.#moveTo(target - 1);
      this.#fireDue();
      return;
    }
    this.#moveTo(target);
    if (this.#fireDue()) return;
    const goal = this.#goals[0];
    if (goal && goal.at <= this.now()) {
      this.#goals.shift();
      goal.reached();
    }
  }

  #moveTo(instant: number): void {
    if (instant > this.now()) this.offset.set(instant - this.#realNow());
  }

  /** The instant time may jump to once idle, or undefined when it has to flow. */
  #nextJump(): number | undefined {
    const next = this.#timers.deadline();
    const goal = this.#goals[0]?.at;
    if (goal !== undefined) return Math.min(next ?? goal, goal);
    if (this.#mode === 'real' || next === undefined) return undefined;
    if (this.#timers.hasOnce) return next;
    const due = this.#timers.peek()?.at ?? next;
    return due <= this.#horizon() ? Math.min(next, this.#horizon()) : undefined;
  }

  /** Recurring timers may be late for as long as they found nothing to do; the others as long as they say. */
  #slackOf(kind: TimerKind, slackMs: number): () => number {
    return kind === 'recurring' ? this.#calm.patience(slackMs) : () => slackMs;
  }

  #horizon(): number {
    return this.#lastOnce === undefined ? Number.NEGATIVE_INFINITY : this.#lastOnce + AFTERGLOW_MS;
  }

  #fireDue(): boolean {
    const due = this.#timers.takeDue(this.now());
    for (const entry of due) void this.#fire(entry);
    return due.length > 0;
  }

  async #fire({ at, kind, owner, fire }: Entry): Promise<void> {
    if (kind === 'once') this.#lastOnce = Math.max(this.#lastOnce ?? at, at);
    const release = this.#activity.hold(owner);
    this.#calm.fires(kind);
    try {
      await fire();
    } catch (error) {
      this.#onError(owner, error);
    } finally {
      release();
    }
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

function report(owner: string, error: unknown): void {
  console.error(`A timer of ${owner} failed:`, error);
}
