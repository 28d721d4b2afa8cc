import { createHash, randomInt, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { isRecord } from './is-record.ts';

type Intrinsic = (...args: unknown[]) => unknown;

const text = (value: unknown): string => z.string().parse(value);
const list = (value: unknown): unknown[] => z.array(z.unknown()).parse(value);
const whole = (value: unknown): number => z.number().transform(Math.round).parse(value);

/** The intrinsic functions of ASL. Arguments of a wrong type throw. */
export const intrinsicFunctions: Readonly<Record<string, Intrinsic>> = {
  'States.Format': (template, ...values) => format(text(template), values),
  'States.StringToJson': (value) => JSON.parse(text(value)),
  'States.JsonToString': (value) => JSON.stringify(value),
  'States.UUID': () => randomUUID(),
  'States.MathAdd': (a, b) => whole(a) + whole(b),
  'States.MathRandom': (from, to) => randomInt(whole(from), whole(to)),
  'States.Array': (...items) => items,
  'States.ArrayLength': (items) => list(items).length,
  'States.ArrayGetItem': (items, index) => itemAt(list(items), whole(index)),
  'States.ArrayContains': (items, wanted) => list(items).some((item) => isDeepStrictEqual(item, wanted)),
  'States.ArrayUnique': (items) => unique(list(items)),
  'States.ArrayRange': (from, to, step) => range(whole(from), whole(to), whole(step)),
  'States.ArrayPartition': (items, size) => partition(list(items), whole(size)),
  'States.JsonMerge': (a, b, deep) => merge(a, b, deep),
  'States.StringSplit': (value, separators) => split(text(value), text(separators)),
  'States.Base64Encode': (value) => Buffer.from(text(value)).toString('base64'),
  'States.Base64Decode': (value) => Buffer.from(text(value), 'base64').toString(),
  'States.Hash': (value, algorithm) => hash(value, text(algorithm)),
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function format(template: string, values: readonly unknown[]): string {
  let used = 0;
  const result = template.replaceAll('{}', () => {
    used += 1;
    return asText(values[used - 1]);
  });
  if (used !== values.length) throw new Error(`${used} places for ${values.length} values`);
  return result;
}

function itemAt(items: readonly unknown[], index: number): unknown {
  if (index < 0 || index >= items.length) throw new Error(`there is no item ${index}`);
  return items[index];
}

const unique = (items: readonly unknown[]): unknown[] =>
  items.filter((item, index) => items.findIndex((other) => isDeepStrictEqual(item, other)) === index);

function range(from: number, to: number, step: number): number[] {
  const length = step === 0 ? Number.NaN : Math.floor((to - from) / step) + 1;
  if (!(length <= 1000)) throw new Error('the range must have at most 1,000 items and a step other than 0');
  return Array.from({ length: Math.max(length, 0) }, (_, index) => from + index * step);
}

function partition(items: readonly unknown[], size: number): unknown[][] {
  if (size < 1) throw new Error('the chunk size must be positive');
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function merge(a: unknown, b: unknown, deep: unknown): unknown {
  if (deep !== false || !isRecord(a) || !isRecord(b))
    throw new Error('only a shallow merge of two objects is possible');
  return { ...a, ...b };
}

const split = (value: string, separators: string): string[] => {
  const isSeparator = new Set(separators);
  const parts = [''];
  for (const char of value) {
    if (isSeparator.has(char)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${char}`);
  }
  return parts.filter((part) => part !== '');
};

const hash = (value: unknown, algorithm: string): string =>
  createHash(algorithm.replace('-', '').toLowerCase()).update(asText(value)).digest('hex');
