import type { Duration } from '../../../contracts/primitives.ts';
import { zoneOf } from '../../schedule/contact-zone.ts';
import { addWait } from '../../schedule/local-time.ts';
import type { Walk } from '../walk.ts';

export const zoneFor = (walk: Walk) => zoneOf(walk.contact, walk.input.fallbackZone);

const inDays = ({ unit }: Duration): boolean => unit === 'days' || unit === 'weeks';

/** The end of a wait that begins now, and the words that say how it was counted. Elapsed time runs from now, days from when the contact was to wake. */
export function waitUntil(walk: Walk, wait: Duration): { until: string; inZone: string } {
  const { zone, source } = zoneFor(walk);
  return {
    until: addWait(inDays(wait) ? walk.base : walk.input.now, wait, zone),
    inZone: `counted in ${zone} (from the ${source})`,
  };
}
