import type { WaitForEventStep } from '../../../contracts/step.ts';
import { nominalMs } from '../../schedule/local-time.ts';
import { stepKind } from '../step-kind.ts';
import { goTo, sleep, type Walk } from '../walk.ts';
import { waitUntil } from './wait-until.ts';

function enter(walk: Walk, step: WaitForEventStep): Walk {
  if (!step.event || !step.timeout) throw new Error(`Step ${step.id} of a published sequence waits for nothing`);
  const { until, inZone } = waitUntil(walk, step.timeout);
  const { value, unit } = step.timeout;
  return sleep(
    walk,
    until,
    { cursor: step.id, pending: { for: 'event', eventId: null, token: null } },
    `Waits for ${step.event}, at most ${value} ${unit}, ${inZone}.`,
  );
}

function resume(walk: Walk, step: WaitForEventStep): Walk {
  const { pending } = walk.enrollment;
  const eventId = pending?.for === 'event' ? pending.eventId : null;
  if (eventId === null)
    return goTo(walk, step.onTimeout, { what: 'branch', detail: `${step.event} did not come in time.` });
  const came = goTo(walk, step.onEvent, { what: 'branch', detail: `${step.event} came.` });
  return { ...came, enrollment: { ...came.enrollment, eventId } };
}

export const waitForEvent = stepKind('wait_for_event', {
  exits: (step) => [
    { path: 'onEvent', target: step.onEvent },
    { path: 'onTimeout', target: step.onTimeout },
  ],
  longestWaitMs: (step) => (step.timeout ? nominalMs(step.timeout) : 0),
  enter,
  resume,
});
