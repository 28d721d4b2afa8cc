import { weekdays as weekdayNames } from '../../../contracts/send-window.ts';
import type { WaitStep, WaitUntil, WaitUntilDateField } from '../../../contracts/step.ts';
import { fieldReader } from '../../contact/fields.ts';
import { dayMs, later } from '../../later.ts';
import { nominalMs } from '../../schedule/local-time.ts';
import { instantOfDate, nextLocalTime } from '../../schedule/wait-targets.ts';
import { stepKind } from '../step-kind.ts';
import { goTo, sleep, type Walk } from '../walk.ts';
import { waitUntil, zoneFor } from './wait-until.ts';

/** An execution lives a year: what lies further ahead is waited for in stretches. */
export const longestSleepMs = 300 * 86_400_000;

function untilLocalTime(walk: Walk, step: WaitStep, { localTime, weekdays = [] }: WaitUntil): Walk {
  const { zone, source } = zoneFor(walk);
  const wanted = weekdays.map((name) => weekdayNames.indexOf(name) + 1);
  const until = nextLocalTime(walk.input.now, localTime, wanted, zone);
  const days = weekdays.length > 0 ? ` on ${weekdays.join(', ')}` : '';
  const change = { cursor: step.next ?? null, pending: null };
  return sleep(walk, until, change, `Waits until ${localTime}${days} in ${zone} (from the ${source}).`);
}

function untilDate(walk: Walk, step: WaitStep, { field, offsetDays = 0, localTime }: WaitUntilDateField): Walk {
  const value = fieldReader(field)(walk.contact);
  const { zone } = zoneFor(walk);
  const until = typeof value === 'string' ? instantOfDate({ value, offsetDays, localTime }, zone) : undefined;
  const goesOn = (why: string): Walk => goTo(walk, step.next, { what: 'waiting', detail: `${why}: goes on at once.` });
  if (!until) return goesOn(`${field} holds no date`);
  if (until <= walk.input.now) return goesOn(`The date in ${field} has passed`);
  const stretch = later(walk.input.now, longestSleepMs);
  if (until > stretch)
    return sleep(
      walk,
      stretch,
      { cursor: step.id, pending: { for: 'date' } },
      `Waits for the date in ${field}, ${until}, and looks again on the way.`,
    );
  const change = { cursor: step.next ?? null, pending: null };
  return sleep(walk, until, change, `Waits for the date in ${field}, in ${zone}.`);
}

function enter(walk: Walk, step: WaitStep): Walk {
  if (step.until) return untilLocalTime(walk, step, step.until);
  if (step.untilDateField) return untilDate(walk, step, step.untilDateField);
  if (!step.for) throw new Error(`Wait step ${step.id} of a published sequence does not say how long`);
  const { until, inZone } = waitUntil(walk, step.for);
  const change = { cursor: step.next ?? null, pending: null };
  return sleep(walk, until, change, `Waits ${step.for.value} ${step.for.unit}, ${inZone}.`);
}

export const wait = stepKind('wait', {
  exits: (step) => [{ path: 'next', target: step.next }],
  longestWaitMs: (step) => {
    if (step.for) return nominalMs(step.for);
    return step.until ? 8 * dayMs : 0;
  },
  enter,
  resume: enter,
});
