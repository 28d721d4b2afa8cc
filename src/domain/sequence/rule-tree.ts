import type { Fact, Rule } from '../../contracts/rule.ts';

/** Rules nested in a rule, with the path of each; a fact has none. */
export function childrenOf(rule: Rule): readonly { readonly path: string; readonly rule: Rule }[] {
  if ('all' in rule) return rule.all.map((child, i) => ({ path: `all.${i}`, rule: child }));
  if ('any' in rule) return rule.any.map((child, i) => ({ path: `any.${i}`, rule: child }));
  if ('not' in rule) return [{ path: 'not', rule: rule.not }];
  return [];
}

const isFact = (rule: Rule): rule is Fact => !('all' in rule || 'any' in rule || 'not' in rule);

/** Every fact of a rule with its path. */
export function factsOf(rule: Rule, path = ''): readonly { readonly path: string; readonly fact: Fact }[] {
  if (isFact(rule)) return [{ path, fact: rule }];
  return childrenOf(rule).flatMap((child) => factsOf(child.rule, path ? `${path}.${child.path}` : child.path));
}

/** How deep the rules nest; a lone fact is 1. */
export const depthOf = (rule: Rule): number => 1 + Math.max(0, ...childrenOf(rule).map((child) => depthOf(child.rule)));
