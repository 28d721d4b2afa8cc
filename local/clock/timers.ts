import type { TimerKind } from '../service.ts';

export interface Entry {
  /** Milliseconds since 1970, cloud time. */
  readonly at: number;
  /** Order of registration: decides between timers of one instant. */
  readonly order: number;
  /** How much later it may fire when time is skipped, in milliseconds. */
  readonly slack: () => number;
  readonly kind: TimerKind;
  readonly owner: string;
  readonly fire: () => Promise<void> | void;
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Timers by due time: a binary heap, where cancelled entries stay until they reach the top. */
export class TimerHeap {
  readonly #heap: Entry[] = [];
  readonly #live = new Set<Entry>();
  #once = 0;

  add(entry: Entry): void {
    this.#live.add(entry);
    if (entry.kind === 'once') this.#once += 1;
    this.#heap.push(entry);
    this.#rise(this.#heap.length - 1);
  }

  cancel(entry: Entry): void {
    if (this.#live.delete(entry) && entry.kind === 'once') this.#once -= 1;
  }

  get hasOnce(): boolean {
    return this.#once > 0;
  }

  peek(): Entry | undefined {
    for (let top = this.#heap[0]; top; top = this.#heap[0]) {
      if (this.#live.has(top)) return top;
      this.#removeTop();
    }
    return undefined;
  }

  /** The latest instant to which time can skip without keeping a timer waiting longer than its slack. */
  deadline(): number | undefined {
    const top = this.peek();
    return top && this.#earliestEnd(0, top.at + top.slack());
  }

  /** Only timers that begin before `bound` can end before it: the others' branches are not looked at. */
  #earliestEnd(index: number, bound: number): number {
    const entry = this.#heap[index];
    if (!entry || entry.at >= bound) return bound;
    const own = this.#live.has(entry) ? Math.min(bound, entry.at + entry.slack()) : bound;
    return this.#earliestEnd(2 * index + 2, this.#earliestEnd(2 * index + 1, own));
  }

  /** Takes every timer due at `now`, in the order they fire. */
  takeDue(now: number): Entry[] {
    const due: Entry[] = [];
    for (let top = this.peek(); top && top.at <= now; top = this.peek()) {
      this.cancel(top);
      this.#removeTop();
      due.push(top);
    }
    return due;
  }

  countByOwner(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { owner } of this.#live) counts[owner] = (counts[owner] ?? 0) + 1;
    return counts;
  }

  #removeTop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfBefore(index, parent)) return;
      index = parent;
    }
  }

  #sink(from: number): void {
    let index = from;
    for (;;) {
      const child = this.#earlierChild(index);
      if (!this.#swapIfBefore(child, index)) return;
      index = child;
    }
  }

  #earlierChild(index: number): number {
    const left = this.#heap[2 * index + 1];
    const right = this.#heap[2 * index + 2];
    return left && right && before(right, left) ? 2 * index + 2 : 2 * index + 1;
  }

  #swapIfBefore(child: number, parent: number): boolean {
    const [lower, upper] = [this.#heap[child], this.#heap[parent]];
    if (!lower || !upper || !before(lower, upper)) return false;
    this.#heap[parent] = lower;
    this.#heap[child] = upper;
    return true;
  }
}
