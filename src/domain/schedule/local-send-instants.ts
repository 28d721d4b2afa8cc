import { isTimeZone } from '../../contracts/primitives.ts';
import { dayMs } from '../later.ts';
import { instantOf, localOf } from './zone-offset.ts';

export interface LocalSend {
  readonly zone: string;
  readonly at: string;
  /** The local time that the clocks of the zone show at `at`, `2026-11-25T09:00`: later than asked where that time does not exist. */
  readonly local: string;
  /** True when the time asked for was over in this zone, so that the mail leaves at its next turn. */
  readonly alreadyPassed: boolean;
}

/** A local wall time as if it were UTC. What does not come back as it went in is a day such as 30 February. */
function readLocal(text: string): number {
  const local = Date.parse(`${text}Z`);
  const isForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text);
  if (!isForm || Number.isNaN(local) || !new Date(local).toISOString().startsWith(text))
    throw new RangeError(`${text} is no local time: write one like 2026-11-25T09:00, without a zone.`);
  return local;
}

/**
 * When a local time, `2026-11-25T09:00`, comes in each zone: one one-shot schedule per zone. Where it is over, the same time of the next
 * day on which it is still to come. Zones must exist (`usableZone`); another one is a RangeError.
 */
export function localSendInstants(localDateTime: string, zones: Iterable<string>, now: string): readonly LocalSend[] {
  const wanted = readLocal(localDateTime);
  const nowMs = Date.parse(now);
  return [...new Set(zones)].map((zone) => {
    if (!isTimeZone(zone)) throw new RangeError(`There is no time zone ${zone}: name an IANA zone like Europe/London.`);
    return sendIn(zone, wanted, nowMs);
  });
}

function sendIn(zone: string, wanted: number, now: number): LocalSend {
  const first = instantOf(wanted, zone);
  const daysOver = Math.max(0, Math.floor((now - first) / dayMs));
  let at = first;
  for (let day = daysOver; at < now; day++) at = instantOf(wanted + day * dayMs, zone);
  return {
    zone,
    at: new Date(at).toISOString(),
    local: new Date(localOf(at, zone)).toISOString().slice(0, 16),
    alreadyPassed: at !== first,
  };
}
