import type { contactFields } from '../../contracts/contact.ts';
import type { FactValue, PropertyTest } from '../../contracts/rule.ts';
import { fieldTypeOf, isCustomField } from '../contact/fields.ts';
import { isDuration, isScalar, type Operator } from './comparison.ts';
import { barePath } from './token.ts';
import { durationText, joined, lastText } from './words.ts';

export type Comparison = Pick<PropertyTest, 'op' | 'value'>;
/** What is said of a fact, and what is said when it is denied. */
type Verbs = readonly [affirmed: string, denied: string];

const labels: { readonly [F in keyof typeof contactFields]: string } = {
  email: 'email address',
  firstName: 'first name',
  lastName: 'last name',
  company: 'company',
  industry: 'industry',
  companySize: 'company size',
  leadScore: 'lead score',
  country: 'country',
  timezone: 'time zone',
  tags: 'tags',
  lifecycle: 'lifecycle stage',
  emailVerified: 'email verification',
  unsubscribed: 'unsubscription',
  consentSource: 'consent source',
  optOuts: 'opt-outs',
  lastActivityAt: 'last activity',
  createdAt: 'creation date',
};

const flags: ReadonlyMap<string, Verbs> = new Map([
  ['emailVerified', ["the contact's email address is verified", "the contact's email address is not verified"]],
  ['unsubscribed', ['the contact is unsubscribed', 'the contact is not unsubscribed']],
]);

const verbs: { readonly [O in Operator]: Verbs } = {
  eq: ['is', 'is not'],
  ne: ['is not', 'is'],
  gt: ['is greater than', 'is not greater than'],
  gte: ['is at least', 'is not at least'],
  lt: ['is less than', 'is not less than'],
  lte: ['is at most', 'is not at most'],
  in: ['is one of', 'is none of'],
  contains: ['contains', 'does not contain'],
  starts_with: ['starts with', 'does not start with'],
  exists: ['is known', 'is not known'],
  before: ['is before', 'is not before'],
  after: ['is after', 'is not after'],
  within_last: ['is within the last', 'is not within the last'],
};

const includes: Verbs = ['include', 'do not include'];
/** Tags are many. */
const listVerbs: { readonly [O in Operator]: Verbs } = {
  ...verbs,
  eq: includes,
  ne: ['do not include', 'include'],
  contains: includes,
  in: ['include one of', 'include none of'],
  gt: ['are greater than', 'are not greater than'],
  gte: ['are at least', 'are not at least'],
  lt: ['are less than', 'are not less than'],
  lte: ['are at most', 'are not at most'],
  starts_with: ['start with', 'do not start with'],
  exists: ['are known', 'are not known'],
  before: ['are before', 'are not before'],
  after: ['are after', 'are not after'],
  within_last: ['are within the last', 'are not within the last'],
};

const scalarWords = (value: string | number | boolean): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);

function valueWords(value: FactValue | undefined): string {
  if (value === undefined) return 'a value that is not filled in';
  if (isScalar(value)) return scalarWords(value);
  return isDuration(value) ? durationText(value) : joined(value.map(scalarWords), 'or');
}

/** `is greater than 100`, or what denies it. */
function predicate({ op, value }: Comparison, denied: boolean, words: typeof verbs): string {
  if (op === 'exists') return words.exists[(value === false) === denied ? 0 : 1];
  const wanted = op === 'within_last' && value !== undefined && isDuration(value) ? lastText(value) : valueWords(value);
  return `${words[op][denied ? 1 : 0]} ${wanted}`;
}

const isLabelled = (field: string): field is keyof typeof labels => Object.hasOwn(labels, field);

function fieldWords(field: string): string {
  if (isLabelled(field)) return labels[field];
  return isCustomField(field) ? `custom field ${field.slice('custom.'.length)}` : `field ${JSON.stringify(field)}`;
}

/** `the contact's company size is greater than 100`. */
export function contactClause(field: string, comparison: Comparison, denied: boolean): string {
  const { op, value } = comparison;
  const flag = typeof value === 'boolean' && (op === 'eq' || op === 'ne') ? flags.get(field) : undefined;
  if (flag) return flag[((op === 'eq') === value) === denied ? 1 : 0];
  const words = fieldTypeOf(field) === 'list' ? listVerbs : verbs;
  return `the contact's ${fieldWords(field)} ${predicate(comparison, denied, words)}`;
}

/** `amount is at least 50`, to stand behind `whose` or a genitive. */
export const propertyClause = ({ property, ...comparison }: PropertyTest, denied = false): string =>
  `${barePath.test(property) ? property : JSON.stringify(property)} ${predicate(comparison, denied, verbs)}`;
