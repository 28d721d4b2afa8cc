import type { Expr, PathExpr, Template, TemplateNode } from './template.ts';

export interface Variable {
  /** From the root of the data: `firstName`, `custom.plan`, `orders[].total`. */
  readonly path: string;
  /** Every use has a fallback: inside `default` with a text, as a condition, or within an `#if` of the same path. */
  readonly guarded: boolean;
}

interface Walk {
  readonly uses: Map<string, boolean>;
  /** Paths of the contexts, root first; undefined where an expression and no path was given. */
  readonly contexts: readonly (string | undefined)[];
  readonly known: ReadonlySet<string>;
}

const joined = (base: string, parts: readonly string[]): string =>
  [base, ...parts].filter((part) => part !== '').join('.');

function fullPath(path: PathExpr, contexts: Walk['contexts']): string | undefined {
  const base = path.root ? '' : contexts.at(-1 - path.up);
  return base === undefined ? undefined : joined(base, path.parts);
}

function use(path: PathExpr, guarded: boolean, walk: Walk): void {
  const full = fullPath(path, walk.contexts);
  if (!full) return;
  const safe = guarded || walk.known.has(full);
  walk.uses.set(full, (walk.uses.get(full) ?? true) && safe);
}

function visitExpr(expr: Expr, guarded: boolean, walk: Walk): void {
  if (expr.kind === 'path') use(expr, guarded, walk);
  if (expr.kind !== 'call') return;
  const last = expr.args.at(-1);
  const hasText = expr.helper === 'default' && last?.kind === 'literal' && last.value !== null && last.value !== '';
  expr.args.forEach((arg, i) => {
    visitExpr(arg, guarded || hasText || (expr.helper === 'default' && i < expr.args.length - 1), walk);
  });
}

const implying: ReadonlySet<string> = new Set(['and', 'eq', 'gt', 'lt']);

/** Paths that have a value wherever the condition holds. */
function provenBy(expr: Expr, walk: Walk): readonly string[] {
  if (expr.kind === 'path') return [fullPath(expr, walk.contexts)].filter((path) => path !== undefined);
  if (expr.kind !== 'call' || !implying.has(expr.helper)) return [];
  const compares = expr.helper !== 'and';
  if (compares && !expr.args.some((arg) => arg.kind === 'literal' && arg.value !== null && arg.value !== '')) return [];
  return expr.args.flatMap((arg) => provenBy(arg, walk));
}

const knowing = (walk: Walk, proven: readonly string[]): Walk => ({
  ...walk,
  known: new Set([...walk.known, ...proven]),
});

function visitIf(node: TemplateNode & { kind: 'if' }, walk: Walk): void {
  let rest = walk;
  for (const { when, negate, body } of node.arms) {
    visitExpr(when, true, rest);
    const proven = knowing(rest, provenBy(when, rest));
    visitAll(body, negate ? rest : proven);
    if (negate) rest = proven;
  }
  visitAll(node.otherwise, rest);
}

function visitContext(node: TemplateNode & { kind: 'each' | 'with' }, walk: Walk): void {
  visitExpr(node.of, true, walk);
  const path = node.of.kind === 'path' ? fullPath(node.of, walk.contexts) : undefined;
  const inside = path !== undefined && node.kind === 'each' ? `${path}[]` : path;
  visitAll(node.body, { ...knowing(walk, inside === undefined ? [] : [inside]), contexts: [...walk.contexts, inside] });
  visitAll(node.otherwise, walk);
}

function visitNode(node: TemplateNode, walk: Walk): void {
  if (node.kind === 'output') visitExpr(node.value, false, walk);
  else if (node.kind === 'if') visitIf(node, walk);
  else if (node.kind !== 'text') visitContext(node, walk);
}

function visitAll(nodes: readonly TemplateNode[], walk: Walk): void {
  for (const node of nodes) visitNode(node, walk);
}

/** The data a template reads, each path once, in order of first use. */
export function variablesOf(template: Template): readonly Variable[] {
  const uses = new Map<string, boolean>();
  visitAll(template.nodes, { uses, contexts: [''], known: new Set() });
  return [...uses].map(([path, guarded]) => ({ path, guarded }));
}

const prints = (node: TemplateNode, path: string): boolean =>
  (node.kind === 'output' &&
    node.value.kind === 'path' &&
    node.value.parts.join('.') === path &&
    node.value.up === 0) ||
  (node.kind === 'if' &&
    [...node.arms.map((arm) => arm.body), node.otherwise].every((body) => alwaysPrints(body, path)));

const alwaysPrints = (nodes: readonly TemplateNode[], path: string): boolean =>
  nodes.some((node) => prints(node, path));

/** Whether every rendering prints this root path as it is, whatever the data. */
export const printsAlways = (template: Template, path: string): boolean => alwaysPrints(template.nodes, path);
