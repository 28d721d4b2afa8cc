import type { SenderPace, Warmup } from '../../contracts/sender-pace.ts';
import { dayAfter, dayMs } from '../later.ts';

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);

/** What the warm-up allows on a day; null once it is over. A day before its start is like the first. */
function warmupCap({ startPerDay, growth, target, startedOn }: Warmup, day: string): number | null {
  const allowed = Math.floor(startPerDay * growth ** Math.max(0, daysBetween(startedOn, day)));
  return allowed >= target ? null : allowed;
}

/** Mails that a sender may send on a day (`2026-11-25`); null where nothing limits them. */
export function capOn({ dailyCap, warmup }: SenderPace, day: string): number | null {
  const warming = warmup && warmupCap(warmup, day);
  if (warming === null) return dailyCap;
  return dailyCap === null ? warming : Math.min(dailyCap, warming);
}

/** Longer is not looked ahead. */
const farthestDays = 3650;

/** A sender, and what it has sent today. */
export interface Paced {
  readonly pace: SenderPace;
  readonly used: number;
}

/** Mails that all of them may still send on a day; null where one of them has no limit. */
function roomOn(senders: readonly Paced[], day: string, isToday: boolean): number | null {
  let room = 0;
  for (const { pace, used } of senders) {
    const cap = capOn(pace, day);
    if (cap === null) return null;
    room += Math.max(0, cap - (isToday ? used : 0));
  }
  return room;
}

/**
 * Days until all mails have left, from today on, when those of `perDay` fall due day by day and what a day has no room for waits for the
 * next; 0 for none.
 */
export function daysNeeded(senders: readonly Paced[], perDay: readonly number[], today: string): number {
  let waiting = 0;
  let last = 0;
  for (let day = 0; day < farthestDays; day++) {
    waiting += perDay[day] ?? 0;
    if (waiting > 0) last = day + 1;
    const room = roomOn(senders, dayAfter(today, day), day === 0);
    waiting = room === null ? 0 : Math.max(0, waiting - room);
    if (waiting === 0 && day >= perDay.length - 1) return last;
  }
  return farthestDays;
}
