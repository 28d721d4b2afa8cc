import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';

/** When a schedule fires. Instants are milliseconds since 1970. */
export interface Rhythm {
  readonly recurring: boolean;
  /** The first time after `after`, or undefined when there is none. */
  next(after: number): number | undefined;
}

const AT = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;
const RATE = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/;
const CRON = /^cron\((.+)\)$/;
const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Reads `at(…)`, `rate(…)` or `cron(…)` in a time zone; `start` is where a rate begins. Throws on what is not one of them. */
export function parseExpression(expression: string, timeZone: string, start: number): Rhythm {
  const at = AT.exec(expression)?.[1];
  if (at !== undefined) return once(instantOf(at, timeZone));
  const [, count, unit = ''] = RATE.exec(expression) ?? [];
  if (count !== undefined) return rate(Number(count) * (UNIT_MS[unit] ?? 0), start);
  const fields = CRON.exec(expression)?.[1];
  if (fields !== undefined) return cron(fields, timeZone);
  throw new Error(`Invalid Schedule Expression ${expression}.`);
}

const instantOf = (local: string, timeZone: string): number =>
  Temporal.PlainDateTime.from(local, { overflow: 'reject' }).toZonedDateTime(timeZone, { disambiguation: 'compatible' })
    .epochMilliseconds;

const once = (at: number): Rhythm => ({ recurring: false, next: (after) => (at > after ? at : undefined) });

const rate = (everyMs: number, start: number): Rhythm => ({
  recurring: true,
  next: (after) => (after < start ? start : start + (Math.floor((after - start) / everyMs) + 1) * everyMs),
});

function cron(text: string, timeZone: string): Rhythm {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6) throw new Error(`Invalid Schedule Expression cron(${text}): it needs six fields.`);
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  if ((day === '?') === (weekday === '?'))
    throw new Error(`Invalid Schedule Expression cron(${text}): one of day-of-month and day-of-week must be ?.`);
  const pattern = [
    '0',
    stepped(minute, 59),
    stepped(hour, 23),
    stepped(day, 31),
    stepped(month, 12),
    weekdayField(weekday),
    year,
  ].join(' ');
  const job = new Cron(pattern, { timezone: timeZone, paused: true });
  return { recurring: true, next: (after) => nextMatch(job, after) };
}

/** Croner moves a local time that does not exist; EventBridge leaves it out. */
function nextMatch(job: Cron, after: number): number | undefined {
  let run = job.nextRun(new Date(after));
  while (run && !job.match(run)) run = job.nextRun(run);
  return run?.getTime();
}

/** `5/10` counts from 5 to the end of the field. */
const stepped = (field: string, last: number): string =>
  field.replace(/(^|,)(\d+)\//g, (_, before: string, first: string) => `${before}${first}-${last}/`);

/** AWS counts weekdays from Sunday = 1, croner from Sunday = 0; the number behind `#` or `/` is no weekday. */
const weekdayField = (field: string): string =>
  stepped(field, 7).replace(
    /(^|[,-])([1-7])(?=$|[,#L/-])/g,
    (_, before: string, day: string) => `${before}${Number(day) - 1}`,
  );
