import { isRecord, type Json, textOf } from './json.ts';
import { attributePath, substitute } from './references.ts';
import { ACCOUNT, REGION } from './resource-types.ts';

/** What a template's expressions can see. */
export interface Scope {
  readonly stackName: string;
  ref(name: string): Json;
  attribute(logicalId: string, attribute: string): Json;
  condition(name: string): boolean;
  mapping(map: string, top: string, second: string): unknown;
  importValue(name: string): Json;
  /** Last word on a string put together from parts. */
  finish(text: string): string;
}

/** The value of `AWS::NoValue`: the property that holds it disappears. */
const noValue = Symbol('AWS::NoValue');
type Value = Json | typeof noValue;
type Intrinsic = (argument: unknown, scope: Scope) => Value;

export const pseudoParameters = (stackName: string): Readonly<Record<string, Json>> => ({
  'AWS::AccountId': ACCOUNT,
  'AWS::Region': REGION,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': stackName,
  'AWS::StackId': `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stackName}/local`,
  'AWS::NotificationARNs': [],
});

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (name, scope) => (name === 'AWS::NoValue' ? noValue : scope.ref(String(name))),
  'Fn::GetAtt': (path, scope) => {
    const [id, attribute] = Array.isArray(path)
      ? attributePath(path.map((part) => text(part, scope)))
      : attributePath(path);
    return scope.attribute(id, attribute);
  },
  'Fn::Sub': sub,
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument);
    return scope.finish(
      resolvedList(parts, scope)
        .map((part) => text(part, scope))
        .join(String(separator)),
    );
  },
  'Fn::Select': (argument, scope) => {
    const [index, values] = list(argument);
    const chosen = resolvedList(values, scope)[Number(text(index, scope))];
    if (chosen === undefined) throw new Error(`Fn::Select finds nothing at ${text(index, scope)}`);
    return chosen;
  },
  'Fn::Split': (argument, scope) => {
    const [separator, source] = list(argument);
    return text(source, scope).split(String(separator));
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list(argument);
    return evaluate(scope.condition(String(condition)) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(argument);
    return text(left, scope) === text(right, scope);
  },
  'Fn::Not': (argument, scope) => !truth(list(argument)[0], scope),
  'Fn::And': (argument, scope) => list(argument).every((part) => truth(part, scope)),
  'Fn::Or': (argument, scope) => list(argument).some((part) => truth(part, scope)),
  Condition: (name, scope) => scope.condition(String(name)),
  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second] = list(argument).map((part) => text(part, scope));
    return evaluate(scope.mapping(map ?? '', top ?? '', second ?? ''), scope);
  },
  'Fn::ImportValue': (name, scope) => scope.importValue(text(name, scope)),
  'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => `${REGION}${zone}`),
  'Fn::Base64': (source, scope) => Buffer.from(text(source, scope)).toString('base64'),
  'Fn::ToJsonString': (value, scope) => JSON.stringify(resolve(value, scope)),
  'Fn::Length': (values, scope) => resolvedList(values, scope).length,
};

/** Resolves every intrinsic function in `value`. */
export function resolve(value: unknown, scope: Scope): Json {
  const result = evaluate(value, scope);
  return result === noValue ? null : result;
}

function evaluate(value: unknown, scope: Scope): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter(isPresent);
  if (!isRecord(value)) throw new Error(`${String(value)} is not a JSON value`);
  return call(value, scope) ?? object(value, scope);
}

function call(value: Readonly<Record<string, unknown>>, scope: Scope): Value | undefined {
  const [key, ...others] = Object.keys(value);
  if (key === undefined || others.length > 0) return undefined;
  const intrinsic = intrinsics[key];
  if (intrinsic) {
    // A policy statement has a member `Condition` that is no reference to a template condition.
    return key === 'Condition' && typeof value[key] !== 'string' ? undefined : intrinsic(value[key], scope);
  }
  if (key.startsWith('Fn::')) throw new Error(`The embedded cloud does not know the intrinsic function ${key}`);
  return undefined;
}

function object(value: Readonly<Record<string, unknown>>, scope: Scope): Json {
  const members: Record<string, Json> = {};
  for (const [key, inner] of Object.entries(value)) {
    const resolved = evaluate(inner, scope);
    if (isPresent(resolved)) members[key] = resolved;
  }
  return members;
}

function sub(argument: unknown, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isRecord(variables) ? variables : {};
  const variable = (path: string): unknown => {
    if (path in own) return own[path];
    return path.includes('.') ? { 'Fn::GetAtt': path } : { Ref: path };
  };
  return scope.finish(substitute(String(template), (path) => text(variable(path), scope)));
}

const isPresent = (value: Value): value is Json => value !== noValue;

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function resolvedList(value: unknown, scope: Scope): readonly Json[] {
  const resolved = resolve(value, scope);
  if (Array.isArray(resolved)) return resolved;
  throw new Error(`Expected a list, found ${JSON.stringify(resolved)}`);
}

function text(value: unknown, scope: Scope): string {
  const resolved = resolve(value, scope);
  return textOf(resolved) ?? JSON.stringify(resolved);
}

function truth(value: unknown, scope: Scope): boolean {
  const resolved = resolve(value, scope);
  return resolved === true || resolved === 'true';
}
