import type { Pause } from '../../contracts/campaign.ts';

const ms = (instant: string): number => Date.parse(instant);

/** Milliseconds of `shift` pauses between the start of a wait and its due time, each pause moving the due time on. */
export function pauseShiftMs(waitingSince: string, dueAt: string, pauses: readonly Pause[]): number {
  let due = ms(dueAt);
  for (const pause of pauses) {
    if (pause.policy !== 'shift' || !pause.to) continue;
    const start = Math.max(ms(pause.from), ms(waitingSince));
    if (start < due && ms(pause.to) > start) due += ms(pause.to) - start;
  }
  return due - ms(dueAt);
}

/** When a wait ends, once the pauses that shift it are counted in. */
export const dueAfterPauses = (waitingSince: string, dueAt: string, pauses: readonly Pause[]): string =>
  new Date(ms(dueAt) + pauseShiftMs(waitingSince, dueAt, pauses)).toISOString();

/** True when the wait ran out while the campaign was paused and was resumed with `skip_stale`. */
export const wentStale = (dueAt: string, pauses: readonly Pause[]): boolean =>
  pauses.some(
    (pause) => pause.policy === 'skip_stale' && pause.to !== null && pause.from <= dueAt && dueAt <= pause.to,
  );
