import { type Finding, finding, isRecord, type Path } from './fault.ts';

export interface Merged {
  readonly value: Record<string, unknown>;
  readonly findings: readonly Finding[];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function mergeAt(
  first: Record<string, unknown>,
  second: Readonly<Record<string, unknown>>,
  path: Path,
  findings: Finding[],
): Record<string, unknown> {
  const merged = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const there = merged[key];
    if (there === undefined) merged[key] = value;
    else if (isRecord(there) && isRecord(value)) merged[key] = mergeAt(there, value, [...path, key], findings);
    else if (!isSame(there, value))
      findings.push(
        finding([...path, key], 'given_twice', `"${key}" is given twice, with different values: keep one of them.`),
      );
  }
  return merged;
}

/** Settings from several places in one: objects are joined, and two different values for the same thing are told of. */
export function mergeSettings(parts: readonly Readonly<Record<string, unknown>>[]): Merged {
  const findings: Finding[] = [];
  const value = parts.reduce<Record<string, unknown>>((all, part) => mergeAt(all, part, [], findings), {});
  return { value, findings };
}
