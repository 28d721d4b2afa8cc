import type { Fact, FactValue, PropertyTest, Rule } from '../../contracts/rule.ts';
import { isDuration, isScalar } from './comparison.ts';
import type { Engagement } from './engagement.ts';
import { writtenField } from './field-spelling.ts';
import type { EventQuestion } from './past-event.ts';
import { spellings } from './read-comparison.ts';
import { isFact } from './rule-tree.ts';
import { bareName, barePath } from './token.ts';
import { durationText, timesText } from './words.ts';

const quoted = (text: string): string => JSON.stringify(text);

function printScalar(value: string | number | boolean): string {
  if (typeof value === 'string') return quoted(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

function printValue(value: FactValue | undefined): string {
  if (value === undefined) return '?';
  if (isScalar(value)) return printScalar(value);
  return isDuration(value) ? durationText(value) : `(${value.map(printScalar).join(', ')})`;
}

type Comparison = Pick<PropertyTest, 'op' | 'value'>;

function printExistence(value: FactValue | undefined): string {
  if (value === false) return 'is missing';
  return value === undefined ? 'exists' : `exists ${printValue(value)}`;
}

const printComparison = ({ op, value }: Comparison): string =>
  op === 'exists' ? printExistence(value) : `${spellings[op][0]} ${printValue(value)}`;

const printWhere = (test: PropertyTest): string =>
  `${bareName.test(test.property.split('.')[0] ?? '') && barePath.test(test.property) ? test.property : quoted(test.property)} ${printComparison(test)}`;

const member = (name: string): string => (barePath.test(name) ? `.${name}` : `[${quoted(name)}]`);

function printEngagement({ email, event, link, within }: Engagement): string {
  const mail = bareName.test(email) ? email : quoted(email);
  const soon = within ? ` within ${durationText(within)}` : '';
  return `${event}(${link === undefined ? mail : `${mail}, ${quoted(link)}`})${soon}`;
}

function printEvent({ name, where = [], within, atLeast }: EventQuestion): string {
  const [only, ...others] = where;
  const filters = others.length > 0 ? ` where ${where.map(printWhere).join(' and ')}` : '';
  const property = only && others.length === 0 ? `${member(only.property)} ${printComparison(only)}` : '';
  const soon = within ? ` within ${durationText(within)}` : '';
  const often = atLeast === undefined ? '' : ` at least ${timesText(atLeast)}`;
  return `event(${quoted(name)}${filters})${property}${soon}${often}`;
}

function printFact(fact: Fact): string {
  if ('engagement' in fact) return printEngagement(fact.engagement);
  if ('event' in fact) return printEvent(fact.event);
  if ('segment' in fact) return `in_segment(${quoted(fact.segment)})`;
  if ('percent' in fact) return `percent(${printScalar(fact.percent)})`;
  if ('trigger' in fact) return `trigger${member(fact.trigger.property)} ${printComparison(fact.trigger)}`;
  const written = writtenField(fact.contact.field);
  const name = written === undefined ? `[${quoted(fact.contact.field)}]` : `.${written}`;
  return `contact${name} ${printComparison(fact.contact)}`;
}

/** How tightly a rule holds together: what joins less tightly than its surroundings needs parentheses. */
type Tightness = 0 | 1 | 2;
const or = 0;
const and = 1;
const tight = 2;

function tightnessOf(rule: Rule): Tightness {
  if ('any' in rule && rule.any.length > 1) return or;
  return 'all' in rule && rule.all.length > 1 ? and : tight;
}

const printAs = (rule: Rule, least: Tightness): string =>
  tightnessOf(rule) < least ? `(${printRule(rule)})` : printRule(rule);

/**
 * The canonical text of a rule, with as few parentheses as keep its tree: groups of the same kind stay nested, and a group of one is
 * written `all(…)` or `any(…)`. `parseRule` reads it back to an equal rule, within its limits of length and nesting.
 */
export function printRule(rule: Rule): string {
  if (isFact(rule)) return printFact(rule);
  if ('not' in rule) return `not ${printAs(rule.not, tight)}`;
  const [children, key, join, inside]: [Rule[], string, string, Tightness] =
    'all' in rule ? [rule.all, 'all', ' and ', tight] : [rule.any, 'any', ' or ', and];
  const [only, ...others] = children;
  return only && others.length === 0
    ? `${key}(${printRule(only)})`
    : children.map((child) => printAs(child, inside)).join(join);
}
