import { evaluate } from './intrinsics.ts';
import { isRecord } from './is-record.ts';
import type { Scope } from './scope.ts';

/** Fills a payload template (`Parameters`, `ResultSelector`): the values of fields named `….$` are evaluated. */
export function fillTemplate(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, scope));
  if (!isRecord(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => fillField(key, value, scope)));
}

function fillField(key: string, value: unknown, scope: Scope): [string, unknown] {
  return key.endsWith('.$') ? [key.slice(0, -2), evaluate(String(value), scope)] : [key, fillTemplate(value, scope)];
}
