import type { Fact, Rule } from '../../contracts/rule.ts';
import { contactClause, propertyClause } from './describe-comparison.ts';
import { type Engagement, engagementVerbs } from './engagement.ts';
import type { EventQuestion } from './past-event.ts';
import { isFact } from './rule-tree.ts';
import { durationText, joined, lastText } from './words.ts';

/** What people call the segments and steps that a rule names by id. */
export interface Names {
  readonly segment?: (idOrName: string) => string;
  readonly step?: (id: string) => string;
}

function engagementClause({ email, event, link, within }: Engagement, denied: boolean, { step }: Names): string {
  const verb = engagementVerbs[event];
  const where = link === undefined ? '' : ` on the link ${JSON.stringify(link)}`;
  const soon = within ? ` within ${durationText(within)}` : '';
  if (email === 'any') return `${denied ? 'no' : 'any'} email ${verb[0]}${where}${soon}`;
  const mail = email === 'previous' ? 'the previous email' : `the email ${JSON.stringify(step?.(email) ?? email)}`;
  return `${mail} ${verb[denied ? 1 : 0]}${where}${soon}`;
}

function countWords(atLeast: number, name: string, denied: boolean): string {
  if (atLeast === 1) return `${denied ? 'no' : 'at least one'} ${name} event`;
  return `${denied ? 'fewer than' : 'at least'} ${atLeast} ${name} events`;
}

function eventClause({ name, where = [], within, atLeast = 1 }: EventQuestion, denied: boolean): string {
  const soon = within ? ` in the last ${lastText(within)}` : '';
  const tests = where.map((test) => `whose ${propertyClause(test)}`);
  const fitting = tests.length > 0 ? ` ${joined(tests, 'and')}` : '';
  return `the contact had ${countWords(atLeast, JSON.stringify(name), denied)}${soon}${fitting}`;
}

function factClause(fact: Fact, denied: boolean, names: Names): string {
  if ('engagement' in fact) return engagementClause(fact.engagement, denied, names);
  if ('event' in fact) return eventClause(fact.event, denied);
  if ('contact' in fact) return contactClause(fact.contact.field, fact.contact, denied);
  if ('trigger' in fact) return `the triggering event's ${propertyClause(fact.trigger, denied)}`;
  const is = denied ? 'is not' : 'is';
  if ('percent' in fact) return `the contact ${is} among a random ${fact.percent}%`;
  return `the contact ${is} in the segment ${JSON.stringify(names.segment?.(fact.segment) ?? fact.segment)}`;
}

/** Whether a clause has an `and` or `or` of its own, so that a comma must set it apart. */
function isLong(rule: Rule): boolean {
  if ('event' in rule) return (rule.event.where?.length ?? 0) > 1;
  if ('not' in rule) return isLong(rule.not);
  const children = 'all' in rule ? rule.all : 'any' in rule ? rule.any : [];
  return children.length > 1 || children.some(isLong);
}

/** Within a sentence `either … or` and `both … and` hold a group together; deeper, or where there are more than two, parentheses do. */
function enclosed(words: string, key: 'all' | 'any', size: number, depth: number): string {
  if (depth === 0) return words;
  if (depth > 1 || (key === 'all' && size > 2)) return `(${words})`;
  return `${key === 'all' ? 'both' : 'either'} ${words}`;
}

function groupClause(key: 'all' | 'any', children: readonly Rule[], depth: number, names: Names): string {
  const conjunction = key === 'all' ? 'and' : 'or';
  const clauses = children.map((child) => clause(child, depth + 1, false, names));
  const words = children.some(isLong) && depth === 0 ? clauses.join(`, ${conjunction} `) : joined(clauses, conjunction);
  return enclosed(words, key, children.length, depth);
}

function clause(rule: Rule, depth: number, denied: boolean, names: Names): string {
  if (isFact(rule)) return factClause(rule, denied, names);
  if ('not' in rule) return clause(rule.not, depth, !denied, names);
  const [key, children] = 'all' in rule ? (['all', rule.all] as const) : (['any', rule.any] as const);
  const [only, ...others] = children;
  if (only && others.length === 0) return clause(only, depth, denied, names);
  return denied
    ? `it is not true that ${groupClause(key, children, depth + 1, names)}`
    : groupClause(key, children, depth, names);
}

/** A rule as one plain English sentence: every fact, every comparison, and how they are joined. */
export function describeRule(rule: Rule, names: Names = {}): string {
  const words = clause(rule, 0, false, names);
  return `${words.replace(/\p{L}/u, (letter) => letter.toUpperCase())}.`;
}
