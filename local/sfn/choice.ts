import * as z from 'zod';
import { runtimeError } from './asl-error.ts';
import { lookUp, resolve, type Scope } from './scope.ts';

export type Condition = (scope: Scope) => boolean;
type Compare<T> = (value: T, operand: T) => boolean;
type Operator = (value: unknown, operand: unknown) => boolean;

const orders: Readonly<Record<string, <T extends string | number>(a: T, b: T) => boolean>> = {
  Equals: (a, b) => a === b,
  LessThan: (a, b) => a < b,
  GreaterThan: (a, b) => a > b,
  LessThanEquals: (a, b) => a <= b,
  GreaterThanEquals: (a, b) => a >= b,
};

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const isTimestamp = (value: unknown): value is string => typeof value === 'string' && TIMESTAMP.test(value);

/** A value of another type never matches. */
const onStrings =
  (compare: Compare<string>): Operator =>
  (a, b) =>
    typeof a === 'string' && typeof b === 'string' && compare(a, b);
const onNumbers =
  (compare: Compare<number>): Operator =>
  (a, b) =>
    typeof a === 'number' && typeof b === 'number' && compare(a, b);
const onTimestamps =
  (compare: Compare<number>): Operator =>
  (a, b) =>
    isTimestamp(a) && isTimestamp(b) && compare(Date.parse(a), Date.parse(b));

/** Operators with a constant or, named `…Path`, with a path as operand. */
const comparisons: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(
    Object.entries(orders).flatMap(([name, compare]) => [
      [`String${name}`, onStrings(compare)],
      [`Numeric${name}`, onNumbers(compare)],
      [`Timestamp${name}`, onTimestamps(compare)],
    ]),
  ),
  BooleanEquals: (a, b) => typeof a === 'boolean' && a === b,
};

/** Tests of the type of a value, whose operand says whether it is wanted. */
const tests: Readonly<Record<string, (value: unknown) => boolean>> = {
  IsPresent: (value) => value !== undefined,
  IsNull: (value) => value === null,
  IsString: (value) => typeof value === 'string',
  IsNumeric: (value) => typeof value === 'number',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: isTimestamp,
};

const Rule = z.record(z.string(), z.unknown());
const Rules = z.array(Rule).min(1);
const labels = new Set(['Variable', 'Next', 'Comment']);

/** Compiles a choice rule; throws an Error that names what is not understood. */
export function compileCondition(rule: Record<string, unknown>): Condition {
  if ('And' in rule) return every(Rules.parse(rule['And']).map(compileCondition));
  if ('Or' in rule) return some(Rules.parse(rule['Or']).map(compileCondition));
  if ('Not' in rule) return not(compileCondition(Rule.parse(rule['Not'])));
  const variable = rule['Variable'];
  const [operator, ...more] = Object.keys(rule).filter((key) => !labels.has(key));
  if (typeof variable !== 'string') throw new Error('a choice rule needs a Variable');
  if (operator === undefined || more.length > 0) throw new Error(`the rule on ${variable} needs exactly one operator`);
  return compileComparison(variable, operator, rule[operator]);
}

const every =
  (conditions: Condition[]): Condition =>
  (scope) =>
    conditions.every((holds) => holds(scope));
const some =
  (conditions: Condition[]): Condition =>
  (scope) =>
    conditions.some((holds) => holds(scope));
const not =
  (condition: Condition): Condition =>
  (scope) =>
    !condition(scope);

function compileComparison(variable: string, operator: string, operand: unknown): Condition {
  const test = tests[operator];
  if (test)
    return (scope) => test(operator === 'IsPresent' ? lookUp(variable, scope) : present(variable, scope)) === operand;
  if (operator === 'StringMatches')
    return (scope) => wildcard(String(operand)).test(asString(present(variable, scope)));
  const compare = comparisons[operator];
  if (compare) return (scope) => compare(present(variable, scope), operand);
  const withPath = operator.endsWith('Path') ? comparisons[operator.slice(0, -4)] : undefined;
  if (!withPath) throw new Error(`the operator ${operator} is not known`);
  return (scope) => withPath(present(variable, scope), resolve(String(operand), scope));
}

function present(variable: string, scope: Scope): unknown {
  const value = lookUp(variable, scope);
  if (value === undefined)
    throw runtimeError(`Invalid path '${variable}': the choice state's condition path references an invalid value`);
  return value;
}

const asString = (value: unknown): string => (typeof value === 'string' ? value : '\0');

function wildcard(pattern: string): RegExp {
  const parts = pattern.match(/\\.|\*|[^*\\]+/gs) ?? [];
  const source = parts.map((part) =>
    part === '*' ? '.*' : RegExp.escape(part.startsWith('\\') ? part.slice(1) : part),
  );
  return new RegExp(`^${source.join('')}$`, 's');
}
