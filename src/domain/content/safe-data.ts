import { fail, ok, type Result } from '../result.ts';
import type { RenderProblem } from './content-problem.ts';
import { type Budget, defaultBudget } from './limits.ts';
import type { Json, JsonObject } from './value.ts';

export const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

class DataTooLarge extends Error {
  override readonly name = 'DataTooLarge';
}

interface Meter {
  size: number;
  values: number;
}

function spend(meter: Meter, budget: Budget, size: number): void {
  meter.size += size;
  meter.values += 1;
  if (meter.size > budget.data || meter.values > budget.values) throw new DataTooLarge();
}

function copyObject(value: object, meter: Meter, budget: Budget, depth: number): JsonObject {
  const out: Record<string, Json> = Object.create(null);
  for (const [key, member] of Object.entries(value)) {
    if (!forbiddenNames.has(key)) out[key] = copy(member, meter, budget, depth + 1);
  }
  return Object.freeze(out);
}

function copy(value: unknown, meter: Meter, budget: Budget, depth: number): Json {
  if (depth > budget.depth) throw new DataTooLarge();
  spend(meter, budget, typeof value === 'string' ? value.length : 1);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (!Array.isArray(value)) return copyObject(value, meter, budget, depth);
  const items = value.map((item: unknown) => copy(item, meter, budget, depth + 1));
  Object.freeze(items);
  return items;
}

/** A frozen copy of own enumerable JSON members without prototypes; dates become ISO text, functions and the like null. */
export function safeData(data: object, budget: Budget = defaultBudget): Result<JsonObject, RenderProblem> {
  try {
    return ok(copyObject(data, { size: 0, values: 0 }, budget, 0));
  } catch (cause) {
    if (!(cause instanceof DataTooLarge)) throw cause;
    return fail({
      code: 'data_too_large',
      message: 'The data of this contact is too large or nested too deep to render a mail with.',
    });
  }
}
