import type { Fact, PropertyTest } from '../../contracts/rule.ts';
import { fieldValueOf } from '../contact/fields.ts';
import { percentileOf } from '../ids.ts';
import { isDuration, isMissing, isScalar, type Operator } from './comparison.ts';
import { type Engagement, engagedAt, engagedMail, engagementVerbs, mailsMeant } from './engagement.ts';
import type { Facts } from './facts.ts';
import { instantMs } from './instant.ts';
import { type EventQuestion, eventTest } from './past-event.ts';
import { propertyReader } from './property.ts';
import { durationText, joined, lastText, timesText } from './words.ts';

/** Fields and properties that tell who or where a person is: the sentences are stored in timelines, so their values stay out of them. */
const personal = /mail|name|phone|mobile|address|street|birth/i;
const addressOrPhone = /@|(?:\d[\s().-]*){7,}/;
const longestText = 60;
const mostItems = 5;

const phrases: { readonly [O in Exclude<Operator, 'exists'>]: readonly [holds: string, fails: string] } = {
  eq: ['equal to', 'not equal to'],
  ne: ['different from', 'equal to'],
  gt: ['greater than', 'not greater than'],
  gte: ['at least', 'not at least'],
  lt: ['less than', 'not less than'],
  lte: ['at most', 'not at most'],
  in: ['one of', 'none of'],
  contains: ['containing', 'not containing'],
  starts_with: ['starting with', 'not starting with'],
  before: ['before', 'not before'],
  after: ['after', 'not after'],
  within_last: ['within the last', 'not within the last'],
};

function shownText(text: string): string | undefined {
  if (addressOrPhone.test(text) && Number.isNaN(instantMs(text))) return undefined;
  return JSON.stringify(text.length > longestText ? `${text.slice(0, longestText)}…` : text);
}

/** A value as a sentence may repeat it; undefined where it may name a person. */
function shown(value: unknown): string | undefined {
  if (typeof value === 'string') return shownText(value);
  return isScalar(value) ? String(value) : undefined;
}

/** The first items of a list, and how many more there are. */
function shownItems(list: readonly unknown[]): readonly string[] | undefined {
  const items = list.slice(0, mostItems).map(shown);
  const known = items.filter((item) => item !== undefined);
  const more = list.length > mostItems ? [`${list.length - mostItems} more`] : [];
  return known.length === items.length ? [...known, ...more] : undefined;
}

function shownActual(value: unknown): string | undefined {
  if (!Array.isArray(value)) return shown(value);
  const items = shownItems(value);
  return items && `[${items.join(', ')}]`;
}

function shownWanted(value: PropertyTest['value']): string | undefined {
  if (Array.isArray(value)) return joined(shownItems(value) ?? [], 'or') || undefined;
  return value !== undefined && isDuration(value) ? lastText(value) : shown(value);
}

function comparisonReason(
  name: string,
  actual: unknown,
  { op, value }: Omit<PropertyTest, 'property'>,
  holds: boolean,
) {
  if (isMissing(actual)) return `${name} is missing`;
  if (op === 'exists') return `${name} is present`;
  const withheld = personal.test(name) && typeof actual !== 'boolean';
  const [is, wanted] = withheld ? [] : [shownActual(actual), shownWanted(value)];
  return is === undefined || wanted === undefined
    ? `${name} ${holds ? 'satisfies' : 'does not satisfy'} ${op}`
    : `${name} is ${is}, ${phrases[op][holds ? 0 : 1]} ${wanted}`;
}

function engagementReason(fact: Engagement, facts: Facts): string {
  const [affirmed, denied] = engagementVerbs[fact.event];
  const mail = engagedMail(fact, facts);
  if (mail) return `the mail of step ${mail.stepId} ${affirmed} at ${engagedAt(fact, mail)}`;
  const soon = fact.within ? ` within ${durationText(fact.within)}` : '';
  if (fact.email === 'any') return `no mail ${affirmed}${soon}`;
  const which = fact.email === 'previous' ? 'the preceding mail' : `the mail of step ${fact.email}`;
  const absent = mailsMeant(fact, facts).length === 0 ? 'does not exist, so it ' : '';
  return `${which} ${absent}${denied}${soon}`;
}

function eventReason(fact: EventQuestion, facts: Facts): string {
  const counts = eventTest(fact);
  const found = (facts.events ?? []).filter((event) => counts(event, facts.now));
  const soon = fact.within ? ` in the last ${lastText(fact.within)}` : '';
  const fitting = fact.where ? ' with such properties' : '';
  const wanted = fact.atLeast === undefined ? '' : `, of ${timesText(fact.atLeast)} asked for`;
  return `the event ${JSON.stringify(fact.name)}${fitting} happened ${timesText(found.length)}${soon}${wanted}`;
}

/** One clause naming a fact and the value that decided it. It holds no address, no name and no telephone number. */
export function reasonOf(fact: Fact, facts: Facts, holds: boolean): string {
  if ('engagement' in fact) return engagementReason(fact.engagement, facts);
  if ('event' in fact) return eventReason(fact.event, facts);
  if ('segment' in fact) return `the contact is ${holds ? '' : 'not '}in segment ${fact.segment}`;
  if ('percent' in fact)
    return `the contact drew ${percentileOf(facts.stickyKey).toFixed(1)} of 100 against ${fact.percent}`;
  if ('contact' in fact)
    return comparisonReason(fact.contact.field, fieldValueOf(facts.contact, fact.contact.field), fact.contact, holds);
  const { trigger: question } = fact;
  const actual = propertyReader(question.property)(facts.trigger ?? {});
  return facts.trigger
    ? comparisonReason(`trigger.${question.property}`, actual, question, holds)
    : 'no event started this enrollment';
}
