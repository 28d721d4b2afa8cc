import type { Fact, Rule } from '../../contracts/rule.ts';
import { fieldReader } from '../contact/fields.ts';
import { percentileOf } from '../ids.ts';
import { compileComparison } from './comparison.ts';
import { engagedMail } from './engagement.ts';
import type { Facts } from './facts.ts';
import { compileEvent } from './past-event.ts';
import { compileProperty } from './property.ts';

export type RuleTest = (facts: Facts) => boolean;

type FactOf<K extends string> = Fact extends infer F ? (F extends { readonly [P in K]: infer V } ? V : never) : never;

function compileContact({ field, op, value }: FactOf<'contact'>): RuleTest {
  const read = fieldReader(field);
  const test = compileComparison(op, value);
  return ({ contact, now }) => test(read(contact), now);
}

function compileTrigger(question: FactOf<'trigger'>): RuleTest {
  const test = compileProperty(question);
  return ({ trigger, now }) => test(trigger ?? {}, now);
}

export const isMember = (segment: string, { contact, segmentIds }: Facts): boolean =>
  contact.segments.includes(segment) || contact.segments.includes(segmentIds?.get(segment) ?? '');

/** One fact made ready to run often. */
export function compileFact(fact: Fact): RuleTest {
  if ('contact' in fact) return compileContact(fact.contact);
  if ('engagement' in fact) return (facts) => engagedMail(fact.engagement, facts) !== undefined;
  if ('segment' in fact) return (facts) => isMember(fact.segment, facts);
  if ('event' in fact) return compileEvent(fact.event);
  if ('trigger' in fact) return compileTrigger(fact.trigger);
  return ({ stickyKey }) => percentileOf(stickyKey) < fact.percent;
}

/**
 * A rule made ready to judge many contacts: the same answers as `evaluate`, without the sentences. The compiled rule keeps nothing
 * between contacts but the last `now` it read.
 */
export function compileRule(rule: Rule): RuleTest {
  if ('not' in rule) {
    const inner = compileRule(rule.not);
    return (facts) => !inner(facts);
  }
  if ('all' in rule) {
    const tests = rule.all.map(compileRule);
    return (facts) => {
      for (const test of tests) if (!test(facts)) return false;
      return true;
    };
  }
  if ('any' in rule) {
    const tests = rule.any.map(compileRule);
    return (facts) => {
      for (const test of tests) if (test(facts)) return true;
      return false;
    };
  }
  return compileFact(rule);
}
