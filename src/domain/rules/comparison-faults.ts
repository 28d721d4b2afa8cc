import { Day, Instant } from '../../contracts/primitives.ts';
import type { FactValue } from '../../contracts/rule.ts';
import { type FieldType, fieldNames, fieldTypeOf } from '../contact/fields.ts';
import { nearest } from '../content/nearest.ts';
import { asNumber, isDuration, isScalar, type Operator } from './comparison.ts';

export interface ComparisonFault {
  readonly code: 'unknown_field' | 'bad_comparison' | 'bad_value' | 'empty_in';
  /** Where in the comparison: a key of it, or '' for all of it. */
  readonly at: string;
  readonly message: string;
}

const onText = ['eq', 'ne', 'in', 'contains', 'starts_with', 'exists'] as const;
const onNumber = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'exists'] as const;
const onInstant = ['before', 'after', 'within_last', 'exists'] as const;

/** Operators that make sense for a type of field. */
const operatorsFor: { readonly [T in FieldType]: readonly Operator[] } = {
  string: onText,
  number: onNumber,
  boolean: ['eq', 'ne', 'exists'],
  list: ['contains', 'eq', 'ne', 'in', 'exists'],
  instant: onInstant,
  any: [...new Set<Operator>([...onText, ...onNumber, ...onInstant])],
};

const isNumeric = (value: unknown): boolean => Number.isFinite(asNumber(value));
const isInstant = (value: FactValue): boolean => Instant.safeParse(value).success || Day.safeParse(value).success;
const isText = (value: FactValue): boolean => typeof value === 'string' && value !== '';
const isFilled = (value: FactValue): boolean => isScalar(value) && value !== '';

type Shape = readonly [fits: (value: FactValue) => boolean, wanted: string];
const oneValue: Shape = [isFilled, 'one value that is not empty'];
const aNumber: Shape = [isNumeric, 'a number'];
const anInstant: Shape = [isInstant, 'an ISO 8601 day or instant, such as "2026-11-25T09:00:00Z",'];

const shapes: { readonly [O in Operator]: Shape } = {
  eq: oneValue,
  ne: oneValue,
  gt: aNumber,
  gte: aNumber,
  lt: aNumber,
  lte: aNumber,
  in: [Array.isArray, 'a list of values'],
  contains: oneValue,
  starts_with: [isText, 'a text that is not empty'],
  exists: [(value) => typeof value === 'boolean', 'true or false'],
  before: anInstant,
  after: anInstant,
  within_last: [isDuration, 'a duration such as 30 days'],
};

/** What each value of a field of this type must be, where the type asks for more than the operator. */
const valuesOf: { readonly [T in FieldType]?: Shape } = {
  number: [isNumeric, 'a number: compare it with one.'],
  boolean: [(value) => typeof value === 'boolean', 'true or false: compare it with one of them.'],
};

const badValue = (message: string): readonly ComparisonFault[] => [{ code: 'bad_value', at: 'value', message }];

function valueFaults(name: string, type: FieldType, op: Operator, value: FactValue | undefined) {
  if (op === 'exists' && value === undefined) return [];
  const [fits, wanted] = shapes[op];
  if (value === undefined || !fits(value)) return badValue(`"${op}" needs ${wanted} as its value.`);
  if (Array.isArray(value) && value.includes('')) {
    const message = 'An empty text in a list never matches. Remove it, or ask whether the value is missing.';
    return [{ code: 'empty_in', at: 'value', message } as const];
  }
  const [suits, what] = valuesOf[type] ?? oneValue;
  const values = op === 'exists' || !(isScalar(value) || Array.isArray(value)) ? [] : [value].flat();
  return values.every(suits) ? [] : badValue(`"${name}" is ${what}`);
}

/** Everything wrong with comparing a value of a known type. */
export function comparisonFaults(
  name: string,
  type: FieldType,
  { op, value }: { readonly op: Operator; readonly value?: FactValue | undefined },
): readonly ComparisonFault[] {
  if (operatorsFor[type].includes(op)) return valueFaults(name, type, op, value);
  const message = `"${op}" does not fit the ${type} field "${name}". Use one of ${operatorsFor[type].join(', ')}.`;
  return [{ code: 'bad_comparison', at: '', message }];
}

/** Everything wrong with comparing a field of a contact. */
export function contactFaults(contact: {
  readonly field: string;
  readonly op: Operator;
  readonly value?: FactValue | undefined;
}): readonly ComparisonFault[] {
  const { field } = contact;
  const type = fieldTypeOf(field);
  if (type) return comparisonFaults(field, type, contact);
  const meant = nearest(field, fieldNames);
  const help = meant ? `Did you mean "${meant}"?` : `Use one of ${fieldNames.join(', ')}, or custom.<name>.`;
  return [{ code: 'unknown_field', at: 'field', message: `There is no contact field "${field}". ${help}` }];
}
