import { minutesOf, type SendWindow, weekdays } from '../../contracts/send-window.ts';

/** Minutes from midnight, `from` ≤ minute < `to`. */
export interface MinuteRange {
  readonly from: number;
  readonly to: number;
}
export type DayHours = readonly MinuteRange[];

const dayMinutes = 1440;
const wholeDay: DayHours = [{ from: 0, to: dayMinutes }];

/** The quiet parts of a day; hours across midnight are two parts. */
function quietParts(quiet: SendWindow['quietHours']): DayHours {
  if (!quiet) return [];
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  if (from < to) return [{ from, to }];
  return [
    { from: 0, to },
    { from, to: dayMinutes },
  ];
}

const without = (open: DayHours, quiet: MinuteRange): DayHours =>
  open.flatMap(({ from, to }) => [
    ...(from < quiet.from ? [{ from, to: Math.min(to, quiet.from) }] : []),
    ...(to > quiet.to ? [{ from: Math.max(from, quiet.to), to }] : []),
  ]);

function hoursOfDay(window: SendWindow, weekday: (typeof weekdays)[number]): DayHours {
  const business = window.businessHours ? (window.businessHours[weekday] ?? []) : undefined;
  const open = business?.map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) })) ?? wholeDay;
  return quietParts(window.quietHours)
    .reduce<DayHours>(without, open)
    .toSorted((one, other) => one.from - other.from);
}

export interface WeekHours {
  /** Business hours without quiet hours, Monday first. */
  readonly days: readonly DayHours[];
  readonly quiet: DayHours;
}

/** A campaign asks for the hours of one window a million times. */
const known = new WeakMap<SendWindow, WeekHours>();

/** Hours of each weekday in which the window lets mail leave, weekends and holidays not yet considered. */
export function weekHours(window: SendWindow): WeekHours {
  const cached = known.get(window);
  if (cached) return cached;
  const hours = {
    days: weekdays.map((weekday) => hoursOfDay(window, weekday)),
    quiet: quietParts(window.quietHours),
  };
  known.set(window, hours);
  return hours;
}

/** Hours of an ISO weekday, 1 for Monday. */
export const hoursOn = (hours: WeekHours, weekday: number): DayHours => hours.days[weekday - 1] ?? [];

export const isInside = (ranges: DayHours, minute: number): boolean =>
  ranges.some(({ from, to }) => from <= minute && minute < to);
