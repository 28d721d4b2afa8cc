/** What a day of date-holidays looks like: `date` is its local beginning, with ` -0600` when it begins the evening before at 18:00. */
export interface HolidaySpan {
  readonly date: string;
  readonly start: Date;
  readonly end: Date;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const halfDayMs = dayMs / 2;

/** Local beginning, as if it were UTC. The length is taken from the instants, so a day that the clocks change on may have 23 hours. */
function localStart(date: string): number {
  const [, day, time, evening] = /^(\S+) (\S+)( -0600)?$/.exec(date) ?? [];
  const start = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(start)) throw new Error(`date-holidays gave the date ${date}, which is in no known form`);
  return evening ? start - 6 * hourMs : start;
}

/**
 * The local dates of a holiday, `2026-12-25`: those that it takes more than half of. So a feast that begins at sunset is on the day that
 * follows, a free afternoon is a working day, and a feast of four days is four dates.
 */
export function datesOf({ date, start, end }: HolidaySpan): readonly string[] {
  const from = localStart(date);
  const to = from + (end.getTime() - start.getTime());
  const dates: string[] = [];
  for (let day = Math.floor(from / dayMs) * dayMs; day < to; day += dayMs)
    if (Math.min(to, day + dayMs) - Math.max(from, day) > halfDayMs)
      dates.push(new Date(day).toISOString().slice(0, 10));
  return dates;
}
