import type { Rule } from '../../contracts/rule.ts';
import { compileRule } from './compile.ts';
import type { Facts } from './facts.ts';
import { factsOf } from './rule-tree.ts';

/** The answer of a rule; undefined where it hangs on events that were not read. */
export type EarlyAnswer = (facts: Facts) => boolean | undefined;

/** `all` is decided by a false child, `any` by a true one; where none decides, one open child leaves it open. */
function earlyGroup(children: readonly Rule[], deciding: boolean): EarlyAnswer {
  const answers = children.map(earlyAnswer);
  return (facts) => {
    let open = false;
    for (const answer of answers) {
      const value = answer(facts);
      if (value === deciding) return deciding;
      if (value === undefined) open = true;
    }
    return open ? undefined : !deciding;
  };
}

/** Judges a rule without the contact's events, which cost a read each, as far as that goes (Kleene's three values). */
export function earlyAnswer(rule: Rule): EarlyAnswer {
  if ('event' in rule) return () => undefined;
  if ('all' in rule) return earlyGroup(rule.all, false);
  if ('any' in rule) return earlyGroup(rule.any, true);
  if ('not' in rule) {
    const inner = earlyAnswer(rule.not);
    return (facts) => {
      const value = inner(facts);
      return value === undefined ? undefined : !value;
    };
  }
  return compileRule(rule);
}

/** Names of the events a rule asks about, each once. */
export const eventNamesIn = (rule: Rule): readonly string[] => [
  ...new Set(factsOf(rule).flatMap(({ fact }) => ('event' in fact ? [fact.event.name] : []))),
];
