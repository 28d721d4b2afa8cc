import { isRecord } from '../assembly/json.ts';

/** Members of parsed JSON whose shape nobody has checked; what is absent or of another type reads as empty. */

export function textAt(value: unknown, key: string): string | undefined {
  const member = isRecord(value) ? value[key] : undefined;
  return typeof member === 'string' ? member : undefined;
}

export function listAt(value: unknown, key: string): readonly unknown[] {
  const member = isRecord(value) ? value[key] : undefined;
  return Array.isArray(member) ? member : [];
}

export function recordAt(value: unknown, key: string): Readonly<Record<string, unknown>> {
  const member = isRecord(value) ? value[key] : undefined;
  return isRecord(member) ? member : {};
}

export const textsAt = (value: unknown, key: string): string[] =>
  listAt(value, key).filter((member) => typeof member === 'string');
