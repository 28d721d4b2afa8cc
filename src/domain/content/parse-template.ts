/// <reference path="./handlebars-parser.d.ts" />
import { type Program, parse } from 'handlebars/dist/cjs/handlebars/compiler/base.js';
import { fail, ok, type Result } from '../result.ts';
import type { TemplateProblem } from './content-problem.ts';
import { scan } from './scan.ts';
import { syntaxFaults } from './syntax-fault.ts';
import type { Tag } from './tags.ts';
import type { Template } from './template.ts';
import { translate } from './translate.ts';

interface ParseOptions {
  /** Fields whose value is HTML made by this system; only they may stand in `{{{ }}}`. */
  readonly htmlVariables?: readonly string[];
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member);
  return Object.freeze(value);
}

function syntaxTree(source: string, tags: readonly Tag[]): Result<Program, readonly TemplateProblem[]> {
  try {
    return ok(parse(source));
  } catch (cause) {
    return fail(syntaxFaults(source, tags, cause));
  }
}

const inOrder = (a: TemplateProblem, b: TemplateProblem): number => a.line - b.line || a.column - b.column;

/** Reads a template in Handlebars syntax; nothing is ever compiled. All faults come at once, in the order of the source. */
export function parseTemplate(
  source: string,
  { htmlVariables = [] }: ParseOptions = {},
): Result<Template, readonly TemplateProblem[]> {
  const { tags, problems } = scan(source);
  if (problems.length > 0) return fail(problems);
  const tree = syntaxTree(source, tags);
  if (!tree.ok) return tree;
  const found: TemplateProblem[] = [];
  const nodes = translate(tree.value, { problems: found }, new Set(htmlVariables));
  return found.length > 0 ? fail(found.sort(inOrder)) : ok(deepFreeze({ nodes }));
}
