import { fail, ok, type Result } from '../result.ts';
import type { RenderProblem } from './content-problem.ts';
import { escapeHtml } from './escape.ts';
import { Exhausted, evaluate, type LoopFrame, type Machine, noteMissing, spend } from './evaluate-expression.ts';
import { type Budget, defaultBudget } from './limits.ts';
import { safeData } from './safe-data.ts';
import type { Expr, LoopNode, Template, TemplateNode } from './template.ts';
import { isEmpty, isObject, isTruthy, type Json, type JsonObject, toText } from './value.ts';

interface RenderOptions {
  /** `html` for HTML parts; `none` for subjects, which are header-cleaned, and text parts. */
  readonly escape: 'html' | 'none';
  readonly budget?: Partial<Budget>;
}

export interface Rendered {
  readonly text: string;
  /** Paths as written that should have printed something and had nothing. */
  readonly missing: readonly string[];
}

const unescaped = (text: string): string => text;

function write(machine: Machine, text: string): void {
  machine.out += text;
  if (machine.out.length > machine.budget.output) {
    throw new Exhausted(
      'output_too_large',
      `The mail becomes longer than ${machine.budget.output / 1024} KB for this contact. Shorten its loops.`,
    );
  }
}

function writeValue(expr: Expr, raw: boolean, machine: Machine): void {
  const value = evaluate(expr, machine);
  const text = toText(value);
  if (text === '') noteMissing(expr, machine);
  else write(machine, raw ? text : machine.escape(text));
}

function inContext(context: Json, nodes: readonly TemplateNode[], machine: Machine): void {
  machine.contexts.push(context);
  writeAll(nodes, machine);
  machine.contexts.pop();
}

function iterate(node: LoopNode, entries: readonly (readonly [string | number, Json])[], machine: Machine): void {
  const { items } = machine.budget;
  if (entries.length > items)
    throw new Exhausted(
      'too_many_items',
      `A list has ${entries.length} items for this contact; {{#each}} goes through at most ${items}.`,
    );
  entries.forEach(([key, item], index) => {
    spend(machine, 1);
    const frame: LoopFrame = { index, key, first: index === 0, last: index === entries.length - 1 };
    machine.loops.push(frame);
    inContext(item, node.body, machine);
    machine.loops.pop();
  });
}

function writeLoop(node: LoopNode, machine: Machine): void {
  const list = evaluate(node.of, machine);
  const entries = Array.isArray(list) ? [...list.entries()] : isObject(list) ? Object.entries(list) : [];
  if (entries.length > 0) iterate(node, entries, machine);
  else writeAll(node.otherwise, machine);
}

function writeArm(node: TemplateNode & { kind: 'if' }, machine: Machine): void {
  const arm = node.arms.find(({ when, negate }) => isTruthy(evaluate(when, machine)) !== negate);
  writeAll(arm?.body ?? node.otherwise, machine);
}

function writeWith(node: TemplateNode & { kind: 'with' }, machine: Machine): void {
  const context = evaluate(node.of, machine);
  if (isEmpty(context)) writeAll(node.otherwise, machine);
  else inContext(context, node.body, machine);
}

function writeNode(node: TemplateNode, machine: Machine): void {
  spend(machine, 1);
  if (node.kind === 'text') write(machine, node.text);
  else if (node.kind === 'output') writeValue(node.value, node.raw, machine);
  else if (node.kind === 'if') writeArm(node, machine);
  else if (node.kind === 'each') writeLoop(node, machine);
  else writeWith(node, machine);
}

function writeAll(nodes: readonly TemplateNode[], machine: Machine): void {
  for (const node of nodes) writeNode(node, machine);
}

/** Renders with data that went through `safeData`; several templates of a mail share one copy. */
export function renderSafe(
  template: Template,
  data: JsonObject,
  options: RenderOptions,
): Result<Rendered, RenderProblem> {
  const machine: Machine = {
    budget: { ...defaultBudget, ...options.budget },
    root: data,
    contexts: [data],
    loops: [],
    missing: new Set(),
    escape: options.escape === 'html' ? escapeHtml : unescaped,
    steps: 0,
    out: '',
  };
  try {
    writeAll(template.nodes, machine);
    return ok({ text: machine.out, missing: [...machine.missing] });
  } catch (cause) {
    if (!(cause instanceof Exhausted)) throw cause;
    return fail({ code: cause.code, message: cause.message });
  }
}

/**
 * Renders one template. As Handlebars does, except that `../` always leaves exactly one each or with, objects print nothing, and work,
 * output and loops have limits.
 */
export function render(template: Template, data: object, options: RenderOptions): Result<Rendered, RenderProblem> {
  const safe = safeData(data, { ...defaultBudget, ...options.budget });
  return safe.ok ? renderSafe(template, safe.value, options) : safe;
}
