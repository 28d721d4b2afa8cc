import { glob } from './glob.ts';

/** Condition keys of a request, in lower case, with their values. */
export type Context = Readonly<Record<string, readonly string[]>>;
export type Condition = (context: Context) => boolean;

/** Operator → key → values, as a policy writes them. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

type Test = (expected: readonly string[]) => (actual: string) => boolean;

const equals: Test = (expected) => (actual) => expected.includes(actual);
const likes: Test = (expected) => {
  const matchers = expected.map(glob);
  return (actual) => matchers.some((matches) => matches(actual));
};
const not =
  (test: Test): Test =>
  (expected) => {
    const applies = test(expected);
    return (actual) => !applies(actual);
  };
const anyCase: Test = (expected) => {
  const lower = expected.map((value) => value.toLowerCase());
  return (actual) => lower.includes(actual.toLowerCase());
};

const operators: Readonly<Record<string, Test>> = {
  StringEquals: equals,
  StringNotEquals: not(equals),
  StringEqualsIgnoreCase: anyCase,
  StringNotEqualsIgnoreCase: not(anyCase),
  StringLike: likes,
  StringNotLike: not(likes),
  ArnEquals: likes,
  ArnLike: likes,
  ArnNotEquals: not(likes),
  ArnNotLike: not(likes),
  Bool: anyCase,
};

/** Keys that the embedded cloud can tell of a request; a condition on another one could never be met. */
const knownKeys = new Set([
  'aws:securetransport',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:requestedregion',
  'iam:passedtoservice',
  's3:prefix',
  'ses:feedbackaddress',
  'ses:fromaddress',
  'ses:fromdisplayname',
  'ses:recipients',
]);

/** Compiles a `Condition`; throws when it uses an operator or key that is not evaluated here. */
export function compileConditions(block: ConditionBlock, owner: string): Condition[] {
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, expected]) => compile(operator, key, expected, owner)),
  );
}

const OPERATOR = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

function compile(operator: string, key: string, expected: readonly string[], owner: string): Condition {
  const name = key.toLowerCase();
  if (!knownKeys.has(name)) throw new Error(`${owner}: the embedded cloud cannot evaluate the condition key ${key}`);
  const [, quantifier, base = '', ifExists] = OPERATOR.exec(operator) ?? [];
  if (base === 'Null') return (context) => (context[name] === undefined) === (expected[0] === 'true');
  const test = Object.hasOwn(operators, base) ? operators[base]?.(expected) : undefined;
  if (!test) throw new Error(`${owner}: the embedded cloud does not know the condition operator ${operator}`);
  const absent = ifExists !== undefined || quantifier === 'ForAllValues' || base.includes('Not');
  const holds = (values: readonly string[]): boolean =>
    quantifier === 'ForAllValues' ? values.every(test) : values.some(test);
  return (context) => {
    const values = context[name];
    return values === undefined ? absent : holds(values);
  };
}
