import type { Rule } from '../../contracts/rule.ts';
import { factsOf } from './rule-tree.ts';

/** Every segment a rule asks about, by id or name as written, with the path of the fact. */
export const segmentsIn = (rule: Rule): readonly { readonly path: string; readonly segment: string }[] =>
  factsOf(rule).flatMap(({ path, fact }) => ('segment' in fact ? [{ path, segment: fact.segment }] : []));

/** The rule with each segment named as `idOf` says. */
export function withSegments(rule: Rule, idOf: (idOrName: string) => string): Rule {
  if ('all' in rule) return { all: rule.all.map((child) => withSegments(child, idOf)) };
  if ('any' in rule) return { any: rule.any.map((child) => withSegments(child, idOf)) };
  if ('not' in rule) return { not: withSegments(rule.not, idOf) };
  return 'segment' in rule ? { segment: idOf(rule.segment) } : rule;
}
