import { helpers } from './helpers.ts';
import type { Budget } from './limits.ts';
import type { Expr, LoopName, PathExpr } from './template.ts';
import { isAbsent, type Json, member } from './value.ts';

/** Ends a rendering that costs too much; caught where the rendering began. */
export class Exhausted extends Error {
  override readonly name = 'Exhausted';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface LoopFrame {
  readonly index: number;
  readonly key: string | number;
  readonly first: boolean;
  readonly last: boolean;
}

export interface Machine {
  readonly budget: Budget;
  readonly root: Json;
  /** Contexts from the root inwards. */
  readonly contexts: Json[];
  readonly loops: LoopFrame[];
  readonly missing: Set<string>;
  readonly escape: (text: string) => string;
  steps: number;
  out: string;
}

export function spend(machine: Machine, steps: number): void {
  machine.steps += steps;
  if (machine.steps > machine.budget.steps)
    throw new Exhausted('too_many_steps', 'The template does too much work for this contact. Shorten its loops.');
}

function readPath(path: PathExpr, machine: Machine): Json {
  let value = path.root ? machine.root : (machine.contexts.at(-1 - path.up) ?? null);
  for (const part of path.parts) value = member(value, part);
  return value;
}

const loopValue = (name: LoopName, machine: Machine): Json => machine.loops.at(-1)?.[name] ?? null;

/** Long texts cost more than short ones, since helpers walk through them. */
const weight = (value: Json): number => (typeof value === 'string' || Array.isArray(value) ? value.length >> 3 : 0);

function call(helper: string, args: readonly Expr[], machine: Machine): Json {
  const values = args.map((arg) => evaluate(arg, machine));
  for (const value of values) spend(machine, weight(value));
  const known = helpers.get(helper);
  spend(machine, known?.cost ?? 0);
  return known?.fn(...values) ?? null;
}

export function evaluate(expr: Expr, machine: Machine): Json {
  spend(machine, 1);
  switch (expr.kind) {
    case 'literal':
      return expr.value;
    case 'path':
      return readPath(expr, machine);
    case 'loop':
      return loopValue(expr.name, machine);
    case 'call':
      return call(expr.helper, expr.args, machine);
  }
}

/** Paths of an expression that had nothing to give. */
export function noteMissing(expr: Expr, machine: Machine): void {
  if (expr.kind === 'path' && isAbsent(readPath(expr, machine))) machine.missing.add(expr.text);
  if (expr.kind === 'call') for (const arg of expr.args) noteMissing(arg, machine);
}
