import type { Contact } from '../../contracts/contact.ts';
import { contactFields } from '../../contracts/contact.ts';
import type { contactOperators, FactValue } from '../../contracts/rule.ts';
import { nominalMs } from '../schedule/local-time.ts';

export type FieldType = 'string' | 'number' | 'list' | 'instant' | 'any';
type Operator = (typeof contactOperators)[number];
type FieldValue = string | number | boolean | readonly string[] | null | undefined;

const isField = (name: string): name is keyof typeof contactFields => Object.hasOwn(contactFields, name);

/** Type of a field by its name in a rule; undefined for an unknown field. Custom fields are `any`. */
export function fieldTypeOf(field: string): FieldType | undefined {
  if (/^custom\.[A-Za-z][A-Za-z0-9_]{0,49}$/.test(field)) return 'any';
  return isField(field) ? contactFields[field] : undefined;
}

export function fieldValueOf(contact: Contact, field: string): FieldValue {
  if (field.startsWith('custom.')) return contact.custom[field.slice('custom.'.length)];
  return isField(field) ? contact[field] : undefined;
}

const isMissing = (value: FieldValue): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
const text = (value: unknown): string => String(value).toLowerCase();
const instantMs = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : Number.NaN);
const asNumber = (value: unknown): number =>
  typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
const isList = (value: FieldValue): value is readonly string[] => Array.isArray(value);

const equal = (actual: FieldValue, wanted: unknown): boolean => {
  if (isList(actual)) return actual.some((item) => text(item) === text(wanted));
  if (typeof actual === 'number') return actual === asNumber(wanted);
  return text(actual) === text(wanted);
};

const contains = (actual: FieldValue, wanted: unknown): boolean =>
  isList(actual) ? equal(actual, wanted) : text(actual).includes(text(wanted));

const withinLast = (actual: FieldValue, wanted: FactValue, nowMs: number): boolean => {
  if (typeof wanted !== 'object' || Array.isArray(wanted)) return false;
  const at = instantMs(actual);
  return at <= nowMs && at >= nowMs - nominalMs(wanted);
};

type Compare = (actual: FieldValue, wanted: FactValue, nowMs: number) => boolean;

/** One row per operator. A missing field satisfies only `ne` and `exists: false`. */
const operators: { readonly [O in Exclude<Operator, 'exists'>]: Compare } = {
  eq: equal,
  ne: (a, w) => !equal(a, w),
  gt: (a, w) => asNumber(a) > asNumber(w),
  gte: (a, w) => asNumber(a) >= asNumber(w),
  lt: (a, w) => asNumber(a) < asNumber(w),
  lte: (a, w) => asNumber(a) <= asNumber(w),
  in: (a, w) => Array.isArray(w) && w.some((item) => equal(a, item)),
  contains,
  starts_with: (a, w) => text(a).startsWith(text(w)),
  before: (a, w) => instantMs(a) < instantMs(w),
  after: (a, w) => instantMs(a) > instantMs(w),
  within_last: withinLast,
};

/** Whether a contact's field satisfies a comparison at `nowMs` (milliseconds since 1970). Text compares without case. */
export function compareField(actual: FieldValue, op: Operator, wanted: FactValue | undefined, nowMs: number): boolean {
  if (op === 'exists') return isMissing(actual) === (wanted === false);
  if (isMissing(actual)) return op === 'ne';
  return wanted !== undefined && operators[op](actual, wanted, nowMs);
}

/** Operators that make sense for a type of field. */
export const operatorsFor: { readonly [T in FieldType]: readonly Operator[] } = {
  string: ['eq', 'ne', 'in', 'contains', 'starts_with', 'exists'],
  number: ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'exists'],
  list: ['contains', 'eq', 'ne', 'in', 'exists'],
  instant: ['before', 'after', 'within_last', 'exists'],
  any: [
    'eq',
    'ne',
    'gt',
    'gte',
    'lt',
    'lte',
    'in',
    'contains',
    'starts_with',
    'exists',
    'before',
    'after',
    'within_last',
  ],
};

const isNumeric = (value: FactValue): boolean =>
  typeof value === 'number' || (typeof value === 'string' && Number.isFinite(asNumber(value)));
const isInstant = (value: FactValue): boolean => Number.isFinite(instantMs(value));
const isDuration = (value: FactValue): boolean => typeof value === 'object' && !Array.isArray(value);
const isScalar = (value: FactValue): boolean => typeof value !== 'object';

const wantedShapes: { readonly [O in Operator]: readonly [check: (value: FactValue) => boolean, wanted: string] } = {
  eq: [isScalar, 'one value'],
  ne: [isScalar, 'one value'],
  gt: [isNumeric, 'a number'],
  gte: [isNumeric, 'a number'],
  lt: [isNumeric, 'a number'],
  lte: [isNumeric, 'a number'],
  in: [(value) => Array.isArray(value), 'a list of values'],
  contains: [isScalar, 'one value'],
  starts_with: [(value) => typeof value === 'string', 'a text'],
  exists: [(value) => typeof value === 'boolean', 'true or false'],
  before: [isInstant, 'an ISO 8601 instant'],
  after: [isInstant, 'an ISO 8601 instant'],
  within_last: [isDuration, 'a duration such as {"value": 30, "unit": "days"}'],
};

/** What is wrong with a comparison, in one sentence; undefined when it is sound. */
export function comparisonFault(field: string, op: Operator, value: FactValue | undefined): string | undefined {
  const type = fieldTypeOf(field);
  if (!type)
    return `There is no contact field "${field}". Use one of ${Object.keys(contactFields).join(', ')}, or custom.<name>.`;
  if (!operatorsFor[type].includes(op))
    return `"${op}" does not fit the ${type} field "${field}". Use one of ${operatorsFor[type].join(', ')}.`;
  const [fits, wanted] = wantedShapes[op];
  if (op === 'exists' && value === undefined) return undefined;
  if (value === undefined || !fits(value)) return `"${op}" needs ${wanted} as its value.`;
  return type === 'number' && isScalar(value) && !isNumeric(value)
    ? `The field "${field}" is a number: compare it with one.`
    : undefined;
}
