import type { SendShift } from '../../contracts/send-window.ts';
import { dayMs } from '../later.ts';
import { epochDayOf } from './local-words.ts';
import {
  isSkippedWeekend,
  nextOpenInstant,
  type Refusal,
  refusalAt,
  type SendRules,
  startOfDay,
} from './send-rules.ts';
import { momentInWords, refusalInWords, targetInWords } from './shift-words.ts';
import { instantOf, localOf } from './zone-offset.ts';

const minuteMs = 60_000;
const searchMs = 14 * dayMs;

export type TargetRule = 'preferred_time' | 'optimized_time' | 'explored_time';

/** The time of day at which a mail should leave; `because` ends the sentence. */
export interface Target {
  readonly rule: TargetRule;
  readonly minute: number;
  readonly because: string;
}

export interface Found {
  readonly ms: number;
  readonly shifts: readonly SendShift[];
  readonly fellBack: boolean;
}

interface Search {
  readonly rules: SendRules;
  readonly target: Target | undefined;
  readonly limit: number;
}

const shift = (rule: SendShift['rule'], from: number, to: number, detail: string): SendShift => ({
  rule,
  from: new Date(from).toISOString(),
  to: new Date(to).toISOString(),
  detail,
});

const localMinute = (epochDay: number, minute: number): number => epochDay * dayMs + minute * minuteMs;

/** The target's next time from `start` on: today's, or tomorrow's when today's has passed. */
function firstTarget(start: number, zone: string, minute: number): number {
  const today = epochDayOf(localOf(start, zone));
  for (let day = today; ; day++) {
    const at = instantOf(localMinute(day, minute), zone);
    if (at >= start) return at;
  }
}

/** The instant itself, or the first one inside the hours of the same local day; undefined when that day has none left. */
function openSameDay({ rules, limit }: Search, ms: number): number | undefined {
  const open = nextOpenInstant(rules, ms, limit);
  if (open === undefined) return undefined;
  return epochDayOf(localOf(open, rules.zone)) === epochDayOf(localOf(ms, rules.zone)) ? open : undefined;
}

/** Where a mail that moves to another day is tried: at the target's time of that day, or when its hours begin. */
function tryDay(search: Search, after: number, epochDay: number): number {
  const { rules, target } = search;
  const at = target ? instantOf(localMinute(epochDay, target.minute), rules.zone) : startOfDay(rules, after, epochDay);
  return openSameDay(search, at) ?? at;
}

function nextWorkday(rules: SendRules, epochDay: number): number {
  let day = epochDay + 1;
  while (isSkippedWeekend(rules, day) && day < epochDay + 7) day++;
  return day;
}

/** The next instant worth trying after a refused one; undefined when there is none before the limit. */
function tryNext(search: Search, ms: number, refusal: Refusal): number | undefined {
  const { rules, target, limit } = search;
  const day = epochDayOf(localOf(ms, rules.zone));
  if (refusal === 'weekend') return tryDay(search, ms, nextWorkday(rules, day));
  if (refusal === 'holiday') return tryDay(search, ms, day + 1);
  if (!target) return nextOpenInstant(rules, ms, limit);
  return openSameDay(search, ms) ?? tryDay(search, ms, day + 1);
}

function targetShift(rules: SendRules, target: Target, start: number, at: number): readonly SendShift[] {
  if (at === start) return [];
  const [from, to] = [localOf(start, rules.zone), localOf(at, rules.zone)];
  const detail = `${momentInWords(from)} in ${rules.zone}: moved to ${targetInWords(to)}, ${target.because}.`;
  return [shift(target.rule, start, at, detail)];
}

/** A target that the clocks jump over is sent after the jump; it has no instant of its own, so the shift starts where it ends. */
function gapShift({ rules, target }: Search, at: number): readonly SendShift[] {
  if (!target) return [];
  const local = localOf(at, rules.zone);
  const wanted = localMinute(epochDayOf(local), target.minute);
  if (local === wanted || instantOf(wanted, rules.zone) !== at) return [];
  const detail = `${momentInWords(wanted)} does not exist in ${rules.zone}, where the clocks go forward: moved to ${targetInWords(local)}.`;
  return [shift('local_gap', at, at, detail)];
}

function refusalShift(rules: SendRules, from: number, to: number, refusal: Refusal): SendShift {
  const { is, note } = refusalInWords(rules, from, refusal);
  return shift(refusal, from, to, `${is}: moved to ${targetInWords(localOf(to, rules.zone))}.${note}`);
}

function fallback({ rules, limit }: Search, at: number, last: number, refusal: Refusal): SendShift {
  const { is } = refusalInWords(rules, last, refusal);
  const [until, sent] = [targetInWords(localOf(limit, rules.zone)), targetInWords(localOf(at, rules.zone))];
  const detail = `Warning: the window allows no time until ${until} (${is}): sent on ${sent} all the same.`;
  return shift('fallback', at, at, detail);
}

/**
 * The first instant from `start` on that every rule allows, at the target's time of day if there is one, at most 14 days ahead. When
 * there is none, the target's first time (or `start`), marked as fallen back.
 */
export function searchSendTime(rules: SendRules, target: Target | undefined, start: number): Found {
  const search: Search = { rules, target, limit: start + searchMs };
  const first = target ? firstTarget(start, rules.zone, target.minute) : start;
  const opening = target ? targetShift(rules, target, start, first) : [];
  const shifts: SendShift[] = [...opening];
  let at = first;
  for (;;) {
    const refusal = refusalAt(rules, at);
    if (refusal === undefined) return { ms: at, shifts: [...shifts, ...gapShift(search, at)], fellBack: false };
    const next = tryNext(search, at, refusal);
    if (next === undefined || next > search.limit)
      return {
        ms: first,
        shifts: [...opening, ...gapShift(search, first), fallback(search, first, at, refusal)],
        fellBack: true,
      };
    shifts.push(refusalShift(rules, at, next, refusal));
    at = next;
  }
}
