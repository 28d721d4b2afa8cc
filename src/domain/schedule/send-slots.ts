import { minutesOf, type SendWindow, slotMinutes } from '../../contracts/send-window.ts';
import { type DayHours, hoursOn, isInside, weekHours } from './week-hours.ts';

const week = [1, 2, 3, 4, 5, 6, 7] as const;

/** Hours of the ISO weekdays on which mail may leave at all: a skipped weekend has none. */
export function openDays(window: SendWindow, weekend: readonly number[]): readonly DayHours[] {
  const hours = weekHours(window);
  return week.map((day) => (window.skipWeekends && weekend.includes(day) ? [] : hoursOn(hours, day)));
}

function readSlots(window: SendWindow, weekend: readonly number[]): readonly number[] {
  if (!window.optimize?.enabled) return [];
  const [from, to] = [minutesOf(window.optimize.from), minutesOf(window.optimize.to)];
  const days = openDays(window, weekend);
  const slots: number[] = [];
  for (let slot = Math.ceil(from / slotMinutes) * slotMinutes; slot < to; slot += slotMinutes)
    if (days.some((hours) => isInside(hours, slot))) slots.push(slot);
  return slots;
}

const known = new WeakMap<SendWindow, Map<string, readonly number[]>>();

/**
 * Quarters of an hour, in minutes from midnight, that an optimized mail may leave at: inside the optimization window and open on some
 * weekday, so that neither the estimate nor the random control names a time that never comes.
 */
export function sendSlots(window: SendWindow, weekend: readonly number[]): readonly number[] {
  const key = window.skipWeekends ? weekend.join() : '';
  const ofWindow = known.get(window) ?? new Map<string, readonly number[]>();
  known.set(window, ofWindow);
  const slots = ofWindow.get(key) ?? readSlots(window, weekend);
  ofWindow.set(key, slots);
  return slots;
}
