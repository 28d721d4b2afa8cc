import type { Call, Expression, Literal, Location, Path } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { errorAt, type TemplateProblem } from './content-problem.ts';
import { type Helper, helpers } from './helpers.ts';
import { sourceLimits } from './limits.ts';
import { nearest } from './nearest.ts';
import { forbiddenNames } from './safe-data.ts';
import { type Expr, type LoopName, loopNames } from './template.ts';

export const blockNames = ['if', 'unless', 'each', 'with'] as const;

/** Where the translation stands: contexts opened around it, and whether a loop is among them. */
export interface Scope {
  readonly contexts: number;
  readonly inLoop: boolean;
}

/** Collects every fault; what is refused still gets a value, so that translation can go on. */
export interface Sink {
  readonly problems: TemplateProblem[];
}

const nothing: Expr = { kind: 'literal', value: null };

export function refuse(sink: Sink, loc: Location, code: string, message: string): Expr {
  if (sink.problems.length < sourceLimits.problems) {
    sink.problems.push(errorAt({ line: loc.start.line, column: loc.start.column + 1 }, code, message));
  }
  return nothing;
}

const isLoopName = (name: string): name is LoopName => loopNames.some((known) => known === name);

function dataVariable(path: Path, scope: Scope, sink: Sink): Expr {
  const [name = '', ...rest] = path.parts;
  if (name === 'root' && path.depth === 0) return { kind: 'path', root: true, up: 0, parts: rest, text: path.original };
  if (!isLoopName(name) || rest.length > 0 || path.depth > 0) {
    return refuse(
      sink,
      path.loc,
      'unknown_variable',
      `${path.original} is not known. There are @root, @index, @key, @first and @last.`,
    );
  }
  if (!scope.inLoop) return refuse(sink, path.loc, 'outside_loop', `@${name} has a value inside {{#each}} only.`);
  return { kind: 'loop', name };
}

export function translatePath(path: Path, scope: Scope, sink: Sink): Expr {
  const forbidden = path.parts.find((part) => forbiddenNames.has(part));
  if (forbidden !== undefined)
    return refuse(
      sink,
      path.loc,
      'forbidden_name',
      `The name "${forbidden}" is not allowed. Use the name of a contact field.`,
    );
  if (path.data) return dataVariable(path, scope, sink);
  if (path.depth > scope.contexts) {
    return refuse(
      sink,
      path.loc,
      'depth_path',
      `${path.original} goes up too far. Each ../ leaves one {{#each}} or {{#with}}, and ${scope.contexts} stand around it.`,
    );
  }
  return { kind: 'path', root: false, up: path.depth, parts: path.parts, text: path.original };
}

const literalOf = (literal: Literal): Expr =>
  'value' in literal ? { kind: 'literal', value: literal.value } : nothing;

export function translateExpression(expression: Expression, scope: Scope, sink: Sink): Expr {
  if (expression.type === 'PathExpression') return translatePath(expression, scope, sink);
  if (expression.type !== 'SubExpression') return literalOf(expression);
  return translateCall(expression, scope, sink);
}

const literalValue = (arg: Expr) => (arg.kind === 'literal' ? arg.value : undefined);

const inWords = ([least, most]: readonly [number, number]): string =>
  least === most ? `${least} ${least === 1 ? 'value' : 'values'}` : `${least} to ${most} values`;

function argumentsOf(helper: Helper, call: Call, scope: Scope, sink: Sink): Expr {
  const args = call.params.map((param) => translateExpression(param, scope, sink));
  const [least, most] = helper.arity;
  if (args.length < least || args.length > most) {
    return refuse(
      sink,
      call.loc,
      'arity',
      `${helper.name} takes ${inWords(helper.arity)}, here are ${args.length}. Write it like ${helper.usage}.`,
    );
  }
  const fault = helper.fault?.(...args.map(literalValue));
  return fault ? refuse(sink, call.loc, 'bad_argument', fault) : { kind: 'call', helper: helper.name, args };
}

export const simpleName = (path: Path | Literal): string | undefined =>
  path.type === 'PathExpression' &&
  !path.data &&
  path.depth === 0 &&
  path.parts.length === 1 &&
  !/^(this|\.)[./]/.test(path.original)
    ? path.parts[0]
    : undefined;

function unknownHelper(call: Call, sink: Sink): Expr {
  const name = String(call.path.original);
  if (blockNames.some((block) => block === name)) {
    return refuse(sink, call.loc, 'block_as_value', `${name} is a block. Write {{#${name} …}} … {{/${name}}}.`);
  }
  const meant = nearest(name, [...helpers.keys()]);
  const remedy = meant
    ? `Did you mean ${meant}, as in ${helpers.get(meant)?.usage}?`
    : `There are ${[...helpers.keys()].join(', ')}; a field is written without spaces.`;
  return refuse(sink, call.loc, 'unknown_helper', `There is no helper "${name}". ${remedy}`);
}

/** A helper with its arguments. */
export function translateCall(call: Call, scope: Scope, sink: Sink): Expr {
  const pair = call.hash?.pairs[0];
  if (pair)
    return refuse(
      sink,
      call.loc,
      'named_argument',
      `Named arguments (${pair.key}=…) are not supported. Give the values in their order.`,
    );
  const helper = helpers.get(simpleName(call.path) ?? '');
  return helper ? argumentsOf(helper, call, scope, sink) : unknownHelper(call, sink);
}
