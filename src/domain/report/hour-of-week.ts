import { spanAt } from '../schedule/zone-offset.ts';

/** An hour of the week: 1 for Monday to 7 for Sunday, and 0 to 23. */
export interface HourOfWeek {
  readonly weekday: number;
  readonly hour: number;
}

/** The hour of the week of an instant on the clocks of a zone. */
export function hourOfWeek(instant: string, zone: string): HourOfWeek {
  const ms = Date.parse(instant);
  const local = new Date(ms + spanAt(ms, zone).offset);
  return { weekday: local.getUTCDay() || 7, hour: local.getUTCHours() };
}

export const hourKey = ({ weekday, hour }: HourOfWeek): string => `${weekday}-${hour}`;

export function readHourKey(key: string): HourOfWeek {
  const [weekday = '', hour = ''] = key.split('-');
  return { weekday: Number(weekday), hour: Number(hour) };
}
