import { calendarWords } from './calendar-words.ts';
import type { Language } from './language.ts';

/** A day that a text names, as far as it names it. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly day:
    | { readonly month: number; readonly day: number; readonly year: number | null }
    /** Two numbers in an order that the text does not tell. */
    | { readonly pair: readonly [number, number]; readonly year: number | null }
    /** Monday is 0; 7 is tomorrow. */
    | { readonly weekday: number };
}

type Read = (found: RegExpExecArray) => Mention['day'] | undefined;
interface Form {
  readonly pattern: RegExp;
  readonly read: Read;
}

const fullYear = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : text.length === 2 ? 2000 + Number(text) : Number(text);

const dayMonth = (day: string | undefined, month: number, year: string | undefined): Mention['day'] | undefined =>
  month >= 1 && month <= 12 && Number(day) >= 1 && Number(day) <= 31
    ? { day: Number(day), month, year: fullYear(year) }
    : undefined;

/** English writes both orders; the other languages the day first, and the East Asian ones last. */
function pairOf(language: Language, first = '', second = '', year: string | undefined): Mention['day'] | undefined {
  const [a, b] = [Number(first), Number(second)];
  if (a === 24 && b === 7 && !year) return undefined;
  if (language === 'ja' || language === 'zh' || language === 'ko') return dayMonth(second, a, year);
  if (language !== 'en') return dayMonth(first, b, year);
  if (a > 12 && b <= 12) return dayMonth(first, b, year);
  if (b > 12 && a <= 12) return dayMonth(second, a, year);
  if (a === b) return dayMonth(first, b, year);
  return a <= 12 && b <= 12 ? { pair: [a, b], year: fullYear(year) } : undefined;
}

const numericForms = (language: Language): readonly Form[] => [
  {
    pattern: /(?<!\d)(20\d\d)\s?(?:[-/.年년])\s?(\d{1,2})\s?(?:[-/.月월])\s?(\d{1,2})(?!\d)\s?(?:日|일)?/g,
    read: ([, year, month, day]) => dayMonth(day, Number(month), year),
  },
  {
    pattern: /(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]/g,
    read: ([, month, day]) => dayMonth(day, Number(month), undefined),
  },
  {
    pattern: /(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(20\d\d|\d\d)(?![\d:.]))?/g,
    read: ([, day, month, year]) => dayMonth(day, Number(month), year),
  },
  {
    pattern: /(?<![\d.])(\d{1,2})\.(\d{1,2})(?![\d.:]|\s*(?:uhr|h\b|kl|%))/gi,
    read: ([, day, month]) => (language === 'en' ? undefined : dayMonth(day, Number(month), undefined)),
  },
  {
    pattern: /(?<![\d/])(\d{1,2})[/-](\d{1,2})(?:[/-](20\d\d|\d\d))?(?![\d/])/g,
    read: ([, first, second, year]) => pairOf(language, first, second, year),
  },
];

/** The number of the alternative that matched, by its name `n…`. */
const chosen = (groups: Readonly<Record<string, string | undefined>> | undefined): number =>
  Number(
    Object.entries(groups ?? {})
      .find(([name, value]) => /^n\d+$/.test(name) && value !== undefined)?.[0]
      .slice(1) ?? -1,
  );

const named = (patterns: readonly string[]): string => patterns.map((one, i) => `(?<n${i}>${one})`).join('|');

/** East Asian scripts put no space between words. */
const apart = (language: Language): readonly [open: string, close: string] =>
  language === 'ja' || language === 'zh' || language === 'ko' ? ['', ''] : ['(?<!\\p{L})', '(?!\\p{L})'];

function weekdayForm(language: Language): Form {
  const { weekdays, tomorrow } = calendarWords[language];
  const [open, close] = apart(language);
  return {
    pattern: new RegExp(`${open}(?:${named([...weekdays, tomorrow])})${close}`, 'giu'),
    read: ({ groups }) => ({ weekday: chosen(groups) }),
  };
}

function monthForms(language: Language): readonly Form[] {
  const { months } = calendarWords[language];
  if (months.length === 0) return [];
  const [open, close] = apart(language);
  const year = '(?:\\s*,?\\s*(?:de\\s|del\\s|di\\s)?(?<year>20\\d\\d))?';
  const month = `(?:${named(months)})`;
  const first = "(?<!\\d)(?<day>\\d{1,2})(?:st|nd|rd|th|er|º|ª|°|\\.|:e|e)?\\s*(?:of\\s|de\\s|d['’])?\\s*";
  const last = '\\.?\\s*(?:the\\s)?(?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])';
  const read: Read = ({ groups }) => dayMonth(groups?.['day'], chosen(groups) + 1, groups?.['year']);
  return [
    { pattern: new RegExp(`${first}${month}${close}\\.?${year}`, 'giu'), read },
    { pattern: new RegExp(`${open}${month}${last}${year}`, 'giu'), read },
  ];
}

const mentionsOf = (text: string, { pattern, read }: Form): readonly Mention[] =>
  [...text.matchAll(pattern)].flatMap((found) => {
    const day = read(found);
    return day ? [{ start: found.index, end: found.index + found[0].length, day }] : [];
  });

const overlaps = (a: Mention, b: Mention): boolean => a.start < b.end && b.start < a.end;
/** "Monday, 14 December": the weekday says nothing more than the date beside it. */
const beside = (a: Mention, b: Mention): boolean => a.start - 10 < b.end && b.start - 10 < a.end;

/** Days that a text names, in its order. Forms that name more win over those that read a part of the same words. */
export function dateMentions(text: string, language: Language): readonly Mention[] {
  const found: Mention[] = [];
  for (const form of [...monthForms(language), ...numericForms(language), weekdayForm(language)])
    for (const one of mentionsOf(text, form)) {
      const taken = 'weekday' in one.day ? beside : overlaps;
      if (!found.some((other) => taken(one, other))) found.push(one);
    }
  return found.toSorted((a, b) => a.start - b.start);
}
