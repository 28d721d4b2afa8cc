import type { ScoreAnchor } from '../../contracts/lead-scoring.ts';
import { dayMs } from '../later.ts';

const daysBetween = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / dayMs);

/** To the nearest whole number, halves away from zero on both sides of it. */
const whole = (exact: number): number => (exact < 0 ? -1 : 1) * Math.round(Math.abs(exact)) + 0;

/**
 * A lead score on a day, `2026-11-25`, after exponential decay: exact · 0.5^(days / half-life), counted from an anchor and not from the
 * night before, so that rounding never adds up and a repeated or a missed night changes nothing. What others added to the score since the
 * anchor is added to it as it is, and decays from here on. The first day, and that of another half-life, only sets the anchor; the same
 * anchor means that nothing is to be written.
 */
export function decayed(
  leadScore: number,
  anchor: ScoreAnchor | undefined,
  halfLifeDays: number,
  day: string,
): { readonly leadScore: number; readonly anchor: ScoreAnchor } {
  if (anchor?.halfLifeDays !== halfLifeDays)
    return { leadScore, anchor: { day, exact: leadScore, shown: leadScore, halfLifeDays } };
  const added = leadScore - anchor.shown;
  const exact = anchor.exact * 0.5 ** (daysBetween(anchor.day, day) / halfLifeDays) + added;
  const shown = whole(exact);
  if (added !== 0) return { leadScore: shown, anchor: { day, exact, shown, halfLifeDays } };
  return { leadScore: shown, anchor: shown === anchor.shown ? anchor : { ...anchor, shown } };
}
