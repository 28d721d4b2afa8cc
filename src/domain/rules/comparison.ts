import type { contactOperators, FactValue } from '../../contracts/rule.ts';
import { nominalMs } from '../schedule/local-time.ts';
import { instantMs, rememberedMs } from './instant.ts';

export type Operator = (typeof contactOperators)[number];
/** Whether a value satisfies a comparison at `now`, an ISO 8601 instant. */
export type ValueTest = (actual: unknown, now: string) => boolean;

export const isDuration = (value: FactValue): value is Extract<FactValue, { unit: string }> =>
  typeof value === 'object' && !Array.isArray(value);
export const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** Null, an empty text and an empty list are as good as nothing. */
export const isMissing = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** The number a value is or spells; NaN for anything else. */
export function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}

const lower = (value: unknown): string => String(value).toLowerCase();
const never: ValueTest = () => false;

function equalTo(wanted: unknown): ValueTest {
  if (!isScalar(wanted)) return never;
  const text = lower(wanted);
  const number = asNumber(wanted);
  const same = (item: unknown): boolean => isScalar(item) && lower(item) === text;
  return (actual) => {
    if (typeof actual === 'number') return actual === number;
    return Array.isArray(actual) ? actual.some(same) : same(actual);
  };
}

function inList(wanted: FactValue): ValueTest {
  if (!Array.isArray(wanted)) return never;
  const tests = wanted.map(equalTo);
  return (actual, now) => tests.some((test) => test(actual, now));
}

const onText =
  (matches: (text: string, wanted: string) => boolean) =>
  (wanted: FactValue): ValueTest => {
    if (!isScalar(wanted)) return never;
    const text = lower(wanted);
    return (actual) => isScalar(actual) && matches(lower(actual), text);
  };

function containing(wanted: FactValue): ValueTest {
  const inside = onText((text, part) => text.includes(part))(wanted);
  const among = equalTo(wanted);
  return (actual, now) => (Array.isArray(actual) ? among : inside)(actual, now);
}

const onNumber =
  (matches: (actual: number, wanted: number) => boolean) =>
  (wanted: FactValue): ValueTest => {
    const number = asNumber(wanted);
    return (actual) => matches(asNumber(actual), number);
  };

const onInstant =
  (matches: (actual: number, wanted: number) => boolean) =>
  (wanted: FactValue): ValueTest => {
    const ms = instantMs(wanted);
    return (actual) => matches(instantMs(actual), ms);
  };

function withinLast(wanted: FactValue): ValueTest {
  if (!isDuration(wanted)) return never;
  const length = nominalMs(wanted);
  const msOf = rememberedMs();
  return (actual, now) => {
    const at = instantMs(actual);
    const nowMs = msOf(now);
    return at <= nowMs && at >= nowMs - length;
  };
}

type Maker = (wanted: FactValue) => ValueTest;

const makers: { readonly [O in Exclude<Operator, 'exists' | 'ne'>]: Maker } = {
  eq: equalTo,
  gt: onNumber((a, w) => a > w),
  gte: onNumber((a, w) => a >= w),
  lt: onNumber((a, w) => a < w),
  lte: onNumber((a, w) => a <= w),
  in: inList,
  contains: containing,
  starts_with: onText((text, start) => text.startsWith(start)),
  before: onInstant((a, w) => a < w),
  after: onInstant((a, w) => a > w),
  within_last: withinLast,
};

/**
 * A comparison made ready to run often. Text compares without case; a list satisfies what one of its items does. A missing value
 * satisfies only `ne` and `exists: false`.
 */
export function compileComparison(op: Operator, wanted: FactValue | undefined): ValueTest {
  if (op === 'exists') return (actual) => isMissing(actual) === (wanted === false);
  if (wanted === undefined) return op === 'ne' ? isMissing : never;
  if (op === 'ne') {
    const same = equalTo(wanted);
    return (actual, now) => isMissing(actual) || !same(actual, now);
  }
  const test = makers[op](wanted);
  return (actual, now) => !isMissing(actual) && test(actual, now);
}
