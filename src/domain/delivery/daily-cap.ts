import type { SenderPace, Warmup } from '../../contracts/sender-pace.ts';

const dayMs = 86_400_000;
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs);
const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

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

/** Days that so many mails take from today on, when `used` of today's are gone already; 0 for none. */
export function daysNeeded(pace: SenderPace, mails: number, today: string, used: number): number {
  let left = mails;
  for (let days = 0; days < farthestDays; days++) {
    if (left <= 0) return days;
    const cap = capOn(pace, dayAfter(today, days));
    if (cap === null) return days + 1;
    left -= Math.max(0, cap - (days === 0 ? used : 0));
  }
  return farthestDays;
}
