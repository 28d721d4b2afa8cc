import { dateFault, defaultDateFormat, formatDate } from './date-format.ts';
import { isAbsent, isTruthy, type Json, toNumber, toText } from './value.ts';

/** A helper is total and pure: any JSON in, JSON out, never an exception. */
export interface Helper {
  readonly name: string;
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  readonly usage: string;
  readonly docs: string;
  /** Steps of the budget that a call takes beside its own; for those that do much. */
  readonly cost?: number;
  readonly fn: (...args: readonly Json[]) => Json;
  /** What is wrong with arguments written as literals; `undefined` stands for an argument known only when rendering. */
  readonly fault?: (...args: readonly (Json | undefined)[]) => string | undefined;
}

const word = /[\p{L}\p{M}\p{N}]+(?:['’](?:s|t|d|m|ll|re|ve)(?![\p{L}\p{M}]))?/giu;
const capitalized = (text: string): string => {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('').toLowerCase();
};

/** Numbers by value, also when written as text; anything else as text in code-unit order, which is time order for ISO dates. */
function compare(a: Json, b: Json): number | undefined {
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== undefined && y !== undefined) return x - y;
  if (typeof a !== 'string' || typeof b !== 'string' || a === '' || b === '') return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}

const equal = (a: Json, b: Json): boolean =>
  a === b || (typeof a !== typeof b && a !== null && b !== null && compare(a, b) === 0);

function formatNumber(value: Json, decimals: Json, separator: Json): string {
  const number = toNumber(value);
  if (number === undefined) return '';
  const places = toNumber(decimals);
  const fixed = places === undefined ? String(number) : number.toFixed(Math.min(10, Math.max(0, Math.trunc(places))));
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(fixed) ?? [];
  if (whole === '') return fixed;
  const group = typeof separator === 'string' ? separator : ',';
  const negative = sign !== '' && /[1-9]/.test(whole + fraction) ? '-' : '';
  return `${negative}${whole.replace(/\B(?=(\d{3})+$)/g, () => group)}${fraction ? (group === '.' ? ',' : '.') : ''}${fraction}`;
}

const list: readonly Helper[] = [
  {
    name: 'default',
    arity: [2, 4],
    usage: '{{default firstName "there"}}',
    docs: 'The first argument that is not missing or empty.',
    fn: (...values) => values.find((value) => !isAbsent(value)) ?? null,
  },
  {
    name: 'upper',
    arity: [1, 1],
    usage: '{{upper company}}',
    docs: 'Text in capital letters.',
    fn: (value = null) => toText(value).toUpperCase(),
  },
  {
    name: 'lower',
    arity: [1, 1],
    usage: '{{lower email}}',
    docs: 'Text in small letters.',
    fn: (value = null) => toText(value).toLowerCase(),
  },
  {
    name: 'title',
    arity: [1, 1],
    usage: '{{title firstName}}',
    docs: 'Each word with a capital letter, the rest small.',
    fn: (value = null) => toText(value).replace(word, capitalized),
  },
  {
    name: 'date',
    arity: [1, 3],
    usage: '{{date signupDate "D MMMM YYYY" "Europe/Paris"}}',
    docs: 'A date or instant in words, by default `4 March 2026`; instants are shown in the zone given, else in UTC.',
    fn: (value = null, format = null, zone = null) =>
      formatDate(value, toText(format) || defaultDateFormat, toText(zone) || 'UTC'),
    cost: 100,
    fault: (_, format, zone) =>
      dateFault(typeof format === 'string' ? format : undefined, typeof zone === 'string' ? zone : undefined),
  },
  {
    name: 'number',
    arity: [1, 3],
    usage: '{{number price 2 ","}}',
    docs: 'A number with so many decimals and the thousands apart: by "," or by the separator given ("" for none; "." makes the decimal mark a comma).',
    fn: (value = null, decimals = null, separator = null) => formatNumber(value, decimals, separator),
  },
  {
    name: 'eq',
    arity: [2, 2],
    usage: '{{#if (eq industry "SaaS")}}',
    docs: 'Equal: the same text, or the same number.',
    fn: (a = null, b = null) => equal(a, b),
  },
  {
    name: 'gt',
    arity: [2, 2],
    usage: '{{#if (gt leadScore 50)}}',
    docs: 'Greater, or later for ISO dates.',
    fn: (a = null, b = null) => (compare(a, b) ?? 0) > 0,
  },
  {
    name: 'lt',
    arity: [2, 2],
    usage: '{{#if (lt leadScore 50)}}',
    docs: 'Less, or earlier for ISO dates.',
    fn: (a = null, b = null) => (compare(a, b) ?? 0) < 0,
  },
  {
    name: 'and',
    arity: [2, 8],
    usage: '{{#if (and company industry)}}',
    docs: 'All arguments hold.',
    fn: (...values) => values.every(isTruthy),
  },
  {
    name: 'or',
    arity: [2, 8],
    usage: '{{#if (or company industry)}}',
    docs: 'One argument holds.',
    fn: (...values) => values.some(isTruthy),
  },
  {
    name: 'not',
    arity: [1, 1],
    usage: '{{#if (not company)}}',
    docs: 'The argument does not hold.',
    fn: (value = null) => !isTruthy(value),
  },
];

/** Every helper a template may call, by name. */
export const helpers: ReadonlyMap<string, Helper> = new Map(list.map((helper) => [helper.name, helper]));
