import { minutesOf, type SendWindow, type WeekendDays } from '../../contracts/send-window.ts';
import { openDays, sendSlots } from './send-slots.ts';
import { type DayHours, isInside } from './week-hours.ts';
import { weekendOf } from './weekend.ts';

export interface WindowProblem {
  readonly code:
    | 'no_allowed_minute'
    | 'preferred_time_never_allowed'
    | 'optimization_never_allowed'
    | 'holidays_unknown'
    | 'country_unknown';
  /** Warnings tell what will not happen; errors leave no time to send at. */
  readonly severity: 'error' | 'warning';
  readonly path: string;
  /** What is wrong and what to write instead. */
  readonly message: string;
}

/** Whom the window is for, as far as it is known when it is written. */
export interface WindowAudience {
  readonly countries: readonly string[];
  readonly weekendDays?: WeekendDays | undefined;
  /** Whether public holidays are known for a country (`HolidayCalendar`). */
  readonly hasHolidays: (country: string) => boolean;
}

interface Place {
  readonly name: string;
  readonly days: readonly number[];
}

/** The weekends that matter, each once, by the first country that has it. */
function placesOf(window: SendWindow, audience: WindowAudience): readonly Place[] {
  const elsewhere = { name: '', days: weekendOf(null, audience.weekendDays).days };
  if (!window.skipWeekends) return [elsewhere];
  const byDays = new Map([[elsewhere.days.join(), elsewhere]]);
  for (const country of audience.countries) {
    const { days } = weekendOf(country, audience.weekendDays);
    if (!byDays.has(days.join())) byDays.set(days.join(), { name: ` for contacts in ${country}`, days });
  }
  return [...byDays.values()];
}

const isShut = (days: readonly DayHours[]): boolean => days.every((hours) => hours.length === 0);

/** Quiet hours alone leave some of each day, and a weekend some of each week: business hours have a part in it. */
function noAllowedMinute(window: SendWindow, place: Place): WindowProblem {
  const parts = [
    'business hours',
    ...(window.quietHours ? ['quiet hours'] : []),
    ...(window.skipWeekends ? ['weekends'] : []),
  ];
  return {
    code: 'no_allowed_minute',
    severity: 'error',
    path: 'businessHours',
    message: `The ${parts.join(' and ')} leave no minute of the week to send at${place.name}. Open a weekday, or shorten what closes it.`,
  };
}

function problemsAt(window: SendWindow, place: Place): readonly WindowProblem[] {
  const days = openDays(window, place.days);
  if (isShut(days)) return [noAllowedMinute(window, place)];
  const found: WindowProblem[] = [];
  const preferred = window.preferredTime;
  if (preferred !== undefined && !days.some((hours) => isInside(hours, minutesOf(preferred))))
    found.push({
      code: 'preferred_time_never_allowed',
      severity: 'error',
      path: 'preferredTime',
      message: `${preferred} is allowed on no weekday${place.name}. Choose a time inside the business hours and outside the quiet hours.`,
    });
  if (window.optimize?.enabled && sendSlots(window, place.days).length === 0)
    found.push({
      code: 'optimization_never_allowed',
      severity: 'error',
      path: 'optimize',
      message: `The optimization window (${window.optimize.from} to ${window.optimize.to}) has no quarter of an hour that is allowed on any weekday${place.name}. Let it overlap the business hours, outside the quiet hours.`,
    });
  return found;
}

const unknownHolidays = (country: string): WindowProblem => ({
  code: 'holidays_unknown',
  severity: 'warning',
  path: 'skipHolidays',
  message: `No public holidays are known for ${country}: none is skipped there. Add its days to the holidays of the organization.`,
});

const nobody: WindowAudience = { countries: [], hasHolidays: () => true };

/** All that is contradictory in a window; empty for one that leaves a time to send at. */
export function windowProblems(window: SendWindow, audience: WindowAudience = nobody): readonly WindowProblem[] {
  const found = placesOf(window, audience).flatMap((place) => problemsAt(window, place));
  if (!window.skipHolidays) return found;
  const unknown = [...new Set(audience.countries)].filter((country) => !audience.hasHolidays(country));
  return [...found, ...unknown.map(unknownHolidays)];
}
