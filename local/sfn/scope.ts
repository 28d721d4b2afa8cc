import { runtimeError } from './asl-error.ts';
import { parsePath, readPath } from './paths.ts';

/** What paths of a state refer to: `$` is the input, `$$` the context object. */
export interface Scope {
  readonly input: unknown;
  readonly context: unknown;
}

/** The value at `$…` or `$$…`, or undefined when nothing is there. */
export function lookUp(text: string, scope: Scope): unknown {
  return readPath(text.startsWith('$$') ? scope.context : scope.input, parsePath(text));
}

/** The value at a path; nothing there ends the execution, as in AWS. */
export function resolve(text: string, scope: Scope): unknown {
  const value = lookUp(text, scope);
  if (value === undefined) throw runtimeError(`The path '${text}' could not be found in the input`);
  return value;
}

/** InputPath and OutputPath: absent keeps the value, null makes it an empty object. */
export function applyPath(path: string | null | undefined, scope: Scope): unknown {
  if (path === null) return {};
  return path === undefined ? scope.input : resolve(path, scope);
}
