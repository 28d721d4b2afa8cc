export interface Memory<A extends readonly unknown[]> {
  readonly keyOf: (...args: A) => string;
  readonly maxAgeMs: number;
  readonly nowMs: () => number;
}

const mostEntries = 1_000;

/** A reading whose answers serve for `maxAgeMs`, and all who ask meanwhile. Failures are not kept. */
export function remembered<A extends readonly unknown[], T>(
  load: (...args: A) => Promise<T>,
  { keyOf, maxAgeMs, nowMs }: Memory<A>,
): (...args: A) => Promise<T> {
  const entries = new Map<string, { readonly value: Promise<T>; readonly until: number }>();
  return (...args) => {
    const key = keyOf(...args);
    const known = entries.get(key);
    if (known && known.until > nowMs()) return known.value;
    const value = load(...args);
    if (entries.size >= mostEntries) entries.clear();
    entries.set(key, { value, until: nowMs() + maxAgeMs });
    value.catch(() => entries.delete(key));
    return value;
  };
}
