export interface Change {
  readonly field: string;
  /** Undefined where there was, or will be, nothing. */
  readonly before: unknown;
  readonly after: unknown;
}

/** JSON with its keys in order, so that equal things have equal texts. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** The fields in which two things differ. */
export function changesBetween(before: object, after: object): readonly Change[] {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((field) => !isSame(old.get(field), fresh.get(field)))
    .map((field) => ({ field, before: old.get(field), after: fresh.get(field) }));
}
