/** What an author may save; the parser is quadratic in depth, so these hold before it sees the source. */
export const sourceLimits = {
  bytes: 256 * 1024,
  tags: 2_000,
  nesting: 32,
  depth: 96,
  tagLength: 1_024,
  chain: 60,
  callDepth: 4,
  problems: 50,
} as const;

/** What one rendering may cost. `output` and `data` are UTF-16 code units. */
export const defaultBudget = {
  steps: 200_000,
  output: 512 * 1024,
  items: 200,
  data: 1024 * 1024,
  values: 20_000,
  depth: 32,
} as const;

export type Budget = { readonly [K in keyof typeof defaultBudget]: number };

/** Gmail clips a longer HTML part and hides the unsubscribe link with it. Bytes. */
export const clippedAbove = 102 * 1024;
