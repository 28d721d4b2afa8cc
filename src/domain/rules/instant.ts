const isoInstant = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** Milliseconds since 1970 of an ISO 8601 day or instant, in UTC where it names no zone; NaN for anything else. */
export function instantMs(value: unknown): number {
  if (typeof value !== 'string') return Number.NaN;
  const found = isoInstant.exec(value);
  if (!found) return Number.NaN;
  return Date.parse(value.includes('T') && found[1] === undefined ? `${value}Z` : value);
}

/** {@link instantMs} that remembers its last answer: a rule reads the same `now` for every contact. */
export function rememberedMs(): (instant: string) => number {
  let last = '';
  let ms = Number.NaN;
  return (instant) => {
    if (instant !== last) {
      last = instant;
      ms = instantMs(instant);
    }
    return ms;
  };
}
