import { dayMs } from '../later.ts';
import { calendarWords } from './calendar-words.ts';
import { dateMentions, type Mention } from './date-mentions.ts';
import type { Language } from './language.ts';
import { returnCues } from './return-cues.ts';

const farthestDays = 366;
/** Words that tell what a date is stand this near to it. */
const reach = 70;

const isoOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A real day of the calendar as milliseconds; undefined for the 30th of February. */
function calendarDay(year: number, month: number, day: number): number | undefined {
  const ms = Date.UTC(year, month - 1, day);
  return new Date(ms).getUTCDate() === day ? ms : undefined;
}

/** The year that brings a day without one nearest to today. */
function nearest(today: number, month: number, day: number): number | undefined {
  const year = new Date(today).getUTCFullYear();
  const days = [year - 1, year, year + 1].flatMap((one) => calendarDay(one, month, day) ?? []);
  return days.toSorted((a, b) => Math.abs(a - today) - Math.abs(b - today))[0];
}

const dated = (today: number, month: number, day: number, year: number | null): number | undefined =>
  year === null ? nearest(today, month, day) : calendarDay(year, month, day);

/** The next such weekday after today; 7 is tomorrow. */
function next(today: number, weekday: number): number {
  if (weekday === 7) return today + dayMs;
  const ahead = (weekday - ((new Date(today).getUTCDay() + 6) % 7) + 7) % 7;
  return today + (ahead === 0 ? 7 : ahead) * dayMs;
}

type Order = 'day_first' | 'month_first' | undefined;

function instantOf({ day }: Mention, today: number, order: Order): number | undefined {
  if ('weekday' in day) return next(today, day.weekday);
  if ('month' in day) return dated(today, day.month, day.day, day.year);
  if (!order) return undefined;
  const [first, second] = day.pair;
  return order === 'day_first' ? dated(today, second, first, day.year) : dated(today, first, second, day.year);
}

/** The order in which a text writes its numbers, where one of its dates can be read in one order only. */
function orderIn(text: string): Order {
  const pairs = [...text.matchAll(/(?<![\d/])(\d{1,2})[/-](\d{1,2})(?:[/-](?:20)?\d\d)(?![\d/])/g)];
  if (pairs.some(([, a, b]) => Number(a) > 12 && Number(b) <= 12)) return 'day_first';
  return pairs.some(([, a, b]) => Number(b) > 12 && Number(a) <= 12) ? 'month_first' : undefined;
}

/** Ends of sentences: a line break of a list counts as well, a dot of an abbreviation or an ordinal does not. */
const sentenceEnd = /[!?。！？]|\.(?=\s+\p{Lu})(?<!\b\p{L}\.)(?<!\d\.)|\n\s*\n/gu;

function sentenceOf(text: string, { start, end }: Mention): { readonly from: number; readonly to: number } {
  let from = 0;
  for (const { index } of text.matchAll(sentenceEnd)) {
    if (index >= end) return { from, to: index };
    if (index < start) from = index + 1;
  }
  return { from, to: text.length };
}

const articles = 'the|dem|den|der|le|el|il|o|dia|de|d\\.|on|am|em|w';

/** Days of the week, articles and brackets between a word and its date. */
const fillersOf = (language: Language): RegExp =>
  new RegExp(
    `(?:[\\s,(]|(?<!\\p{L})(?:${[...calendarWords[language].weekdays, articles].join('|')})\\.?(?!\\p{L}))*$`,
    'iu',
  );

const rangeDash = /\d[\d.\p{L}\s/]{0,14}[-–—~〜～]\s*$/u;

interface Judged {
  readonly mention: Mention;
  readonly score: number;
}

const strong = 3;
const medium = 2;

/** How surely a date is the day of the return: words of coming back beside it, or of the end of an absence right before it. */
function judge(text: string, mentions: readonly Mention[], i: number, language: Language): Judged[] {
  const mention = mentions[i];
  if (!mention) return [];
  const { from, to } = sentenceOf(text, mention);
  const before = text.slice(Math.max(from, mentions[i - 1]?.end ?? 0, mention.start - reach), mention.start);
  const after = text.slice(mention.end, Math.min(to, mentions[i + 1]?.start ?? to, mention.end + reach));
  const { back, until, untilAfter, since } = returnCues[language];
  const bare = before.replace(fillersOf(language), '');
  const says = (cue: RegExp | undefined): boolean => cue !== undefined && (cue.test(before) || cue.test(bare));
  const closes =
    says(until) ||
    (untilAfter?.test(after) ?? false) ||
    rangeDash.test(text.slice(Math.max(0, mention.start - 24), mention.start));
  const opens = says(since) || /^\s*(?:[-–—~〜～]|から|부터)\s*\d?/u.test(after);
  if (opens && !(back.test(before) || back.test(after))) return [];
  if (back.test(before) || (back.test(after) && !closes)) return [{ mention, score: strong }];
  return closes ? [{ mention, score: medium }] : [];
}

/**
 * The day on which the writer of an out-of-office answer is back, `2026-12-14`: the day named with words of coming back, else the last day
 * of the absence. Years left out are the nearest ones. Null where the text names no such day, where numbers can be read in two orders, and
 * for days that are past or more than a year away.
 * @param receivedAt the instant the mail came; weekdays and years are relative to it.
 */
export function returnDateOf(text: string, language: Language, receivedAt: string): string | null {
  const today = Math.floor(Date.parse(receivedAt) / dayMs) * dayMs;
  const mentions = dateMentions(text, language);
  const order = orderIn(text);
  const judged = mentions
    .flatMap((_, i) => judge(text, mentions, i, language))
    .flatMap(({ mention, score }) => {
      const at = instantOf(mention, today, order);
      return at === undefined || at < today || at > today + farthestDays * dayMs ? [] : [{ at, score }];
    })
    .toSorted((a, b) => b.score - a.score || b.at - a.at);
  return judged[0] ? isoOf(judged[0].at) : null;
}
