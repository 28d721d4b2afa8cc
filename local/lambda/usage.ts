/** What one run took of its worker thread. */
export interface RunCost {
  /** CPU time of the thread, milliseconds; neither its start nor what it waited for. */
  readonly cpuMs: number;
  /** Memory of the thread's heap and buffers when the run ended. */
  readonly heapBytes: number;
}

export interface FunctionUsage {
  readonly runs: number;
  readonly cpuMs: number;
  /** The most that one thread had at the end of a run. */
  readonly peakHeapBytes: number;
}

const NOTHING: FunctionUsage = { runs: 0, cpuMs: 0, peakHeapBytes: 0 };

/** Adds up what the runs of each function took. */
export class UsageBooks {
  readonly #byFunction = new Map<string, FunctionUsage>();

  add(logicalId: string, { cpuMs, heapBytes }: RunCost): void {
    const known = this.#byFunction.get(logicalId) ?? NOTHING;
    this.#byFunction.set(logicalId, {
      runs: known.runs + 1,
      cpuMs: known.cpuMs + cpuMs,
      peakHeapBytes: Math.max(known.peakHeapBytes, heapBytes),
    });
  }

  report(): Readonly<Record<string, FunctionUsage>> {
    return Object.fromEntries(this.#byFunction);
  }
}
