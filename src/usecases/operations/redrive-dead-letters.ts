import type { RedriveInput } from '../../contracts/redrive.ts';

export interface DeadLetter {
  readonly body: string;
  readonly group: string | undefined;
  readonly receipt: string;
}

/** A dead-letter queue and the queue its messages came from. */
export interface DeadLetters {
  /** Up to ten of them; empty when there are none left. */
  receive(): Promise<readonly DeadLetter[]>;
  /** Rejects unless every one is on its queue. */
  sendBack(letters: readonly DeadLetter[]): Promise<void>;
  remove(letters: readonly DeadLetter[]): Promise<void>;
}

export interface Redriven {
  readonly queue: RedriveInput['queue'];
  readonly moved: number;
  /** False when there may be more: ask again. */
  readonly emptied: boolean;
}

export interface Deps {
  readonly lettersOf: (queue: RedriveInput['queue']) => DeadLetters;
  /** Milliseconds left to work in. */
  readonly remainingMs: () => number;
}

/** Time for one more round of receive, send and delete. */
const roundMs = 5_000;

/**
 * Puts dead letters back on their queue, each there before it is removed here. Interrupted and repeated it may put one there twice,
 * which every worker takes for the same work.
 */
export const redriveDeadLetters =
  ({ lettersOf, remainingMs }: Deps) =>
  async ({ queue, max }: RedriveInput): Promise<Redriven> => {
    const letters = lettersOf(queue);
    let moved = 0;
    while (moved < max && remainingMs() > roundMs) {
      const batch = await letters.receive();
      if (batch.length === 0) return { queue, moved, emptied: true };
      await letters.sendBack(batch);
      await letters.remove(batch);
      moved += batch.length;
    }
    return { queue, moved, emptied: false };
  };
