import type { Rule } from '../../contracts/rule.ts';
import { reasonOf } from './because.ts';
import { compileFact } from './compile.ts';
import type { Facts } from './facts.ts';

export interface Verdict {
  readonly holds: boolean;
  /** One sentence naming the facts that decided. */
  readonly because: string;
}

/** A timeline keeps the sentence: of many facts that decided together, it names the first. */
const mostReasons = 5;

interface Decision {
  readonly holds: boolean;
  readonly reasons: readonly string[];
}

/** The first child that decides does so alone; where none does, all of them do. */
function decideGroup(children: readonly Rule[], facts: Facts, deciding: boolean): Decision {
  const reasons: string[] = [];
  for (const child of children) {
    const decision = decide(child, facts);
    if (decision.holds === deciding) return decision;
    reasons.push(...decision.reasons);
  }
  return { holds: !deciding, reasons };
}

function decide(rule: Rule, facts: Facts): Decision {
  if ('not' in rule) {
    const inner = decide(rule.not, facts);
    return { holds: !inner.holds, reasons: inner.reasons };
  }
  if ('all' in rule) return decideGroup(rule.all, facts, false);
  if ('any' in rule) return decideGroup(rule.any, facts, true);
  const holds = compileFact(rule)(facts);
  return { holds, reasons: [reasonOf(rule, facts, holds)] };
}

/** Judges a rule and names the facts that decided. Machine opens and clicks never count (domain §1). */
export function evaluate(rule: Rule, facts: Facts): Verdict {
  const { holds, reasons } = decide(rule, facts);
  const more = reasons.length - mostReasons;
  const named = reasons.slice(0, mostReasons).join(' and ');
  return { holds, because: more > 0 ? `${named} and ${more} more` : named };
}
