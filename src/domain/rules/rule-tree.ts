import type { Fact, Rule } from '../../contracts/rule.ts';

export const isFact = (rule: Rule): rule is Fact => !('all' in rule || 'any' in rule || 'not' in rule);

/** Rules nested in a rule, with the path of each; a fact has none. */
export function childrenOf(rule: Rule): readonly { readonly path: string; readonly rule: Rule }[] {
  if ('all' in rule) return rule.all.map((child, i) => ({ path: `all.${i}`, rule: child }));
  if ('any' in rule) return rule.any.map((child, i) => ({ path: `any.${i}`, rule: child }));
  if ('not' in rule) return [{ path: 'not', rule: rule.not }];
  return [];
}

/** A path inside a rule, after the path of the rule itself. */
export const joinPath = (path: string, inner: string): string => (path && inner ? `${path}.${inner}` : path || inner);

/** Every rule of a rule with its path, itself first. */
export function rulesIn(rule: Rule, path = ''): readonly { readonly path: string; readonly rule: Rule }[] {
  return [{ path, rule }, ...childrenOf(rule).flatMap((child) => rulesIn(child.rule, joinPath(path, child.path)))];
}

/** Every fact of a rule with its path. */
export const factsOf = (rule: Rule): readonly { readonly path: string; readonly fact: Fact }[] =>
  rulesIn(rule).flatMap((inner) => (isFact(inner.rule) ? [{ path: inner.path, fact: inner.rule }] : []));

/** How deep the rules nest; a lone fact is 1. */
export const depthOf = (rule: Rule): number => 1 + Math.max(0, ...childrenOf(rule).map((child) => depthOf(child.rule)));
