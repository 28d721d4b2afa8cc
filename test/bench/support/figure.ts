/** What a figure is to reach, in the figure's own unit. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number };

export interface Figure {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  /** `>= 100`, in the figure's unit. */
  readonly goal?: string;
  readonly met?: boolean;
}

export interface BenchResult {
  readonly name: string;
  readonly figures: readonly Figure[];
}

export interface BenchOptions {
  /** Smaller amounts, for a run of a few minutes. */
  readonly quick: boolean;
  /** A cloud assembly that nobody else rebuilds meanwhile. */
  readonly assemblyDir: string;
  /** Tells what is being done. */
  readonly progress: (text: string) => void;
}

export type Bench = (options: BenchOptions) => Promise<BenchResult>;

/** Three significant digits for small numbers, none after the point for large ones. */
const rounded = (value: number): number => (Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));

export function figure(label: string, value: number, unit: string, goal?: Goal): Figure {
  const plain = { label, value: rounded(value), unit };
  if (!goal) return plain;
  if ('atLeast' in goal) return { ...plain, goal: `>= ${goal.atLeast}`, met: value >= goal.atLeast };
  return { ...plain, goal: `<= ${goal.atMost}`, met: value <= goal.atMost };
}
