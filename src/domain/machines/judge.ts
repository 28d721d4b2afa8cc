import type { Sighting, SignName } from '../../contracts/sighting.ts';
import { classOf, scoreOf, signs } from './signs.ts';

/** The thresholds of reference/reliability 4.1; scanners come back from the same address or agent for a quarter of an hour. */
const burstMs = 3_000;
const burstLinks = 3;
const tooFastMs = 2_000;
const returnMs = 15 * 60_000;
const togetherMs = 10_000;

const msOf = ({ at }: Pick<Sighting, 'at'>): number => Date.parse(at);

/** Clicks on three or more different links of the mail within three seconds. */
function inBurst(clicks: readonly Sighting[]): ReadonlySet<string> {
  const found = new Set<string>();
  const ordered = clicks.toSorted((a, b) => msOf(a) - msOf(b));
  let from = 0;
  for (const [to, last] of ordered.entries()) {
    while (msOf(last) - msOf(ordered[from] ?? last) > burstMs) from += 1;
    const window = ordered.slice(from, to + 1);
    if (new Set(window.map(({ link }) => link)).size >= burstLinks) for (const { id } of window) found.add(id);
  }
  return found;
}

function againstDelivery(sighting: Sighting, delivered: string | null): readonly SignName[] {
  if (delivered === null) return [];
  const afterMs = msOf(sighting) - Date.parse(delivered);
  if (afterMs < 0) return ['before_delivery'];
  return sighting.kind === 'click' && afterMs < tooFastMs ? ['too_fast'] : [];
}

interface Trap {
  readonly sighting: Sighting;
  readonly honeypot: boolean;
}

/** Whether something belongs to the machine that fell into a trap. Who found the invisible link made the earlier clicks as well. */
function belongsTo({ sighting: trap, honeypot }: Trap, sighting: Sighting): boolean {
  const apartMs = Math.abs(msOf(trap) - msOf(sighting));
  const alike = (trap.ip !== null && trap.ip === sighting.ip) || (trap.agent !== null && trap.agent === sighting.agent);
  return (
    apartMs <= togetherMs ||
    (alike && apartMs <= returnMs) ||
    (honeypot && sighting.kind === 'click' && sighting.at <= trap.at)
  );
}

/** Traps far apart reach the same; the first and the last of each machine in a quarter of an hour do for all between. */
const trapsIn = (sightings: readonly Sighting[], burst: ReadonlySet<string>): readonly Trap[] => {
  const traps = sightings.flatMap((sighting): Trap[] => {
    const honeypot = sighting.reasons.includes('honeypot');
    return honeypot || burst.has(sighting.id) ? [{ sighting, honeypot }] : [];
  });
  const slots = Map.groupBy(traps, ({ sighting: { ip, agent, ...rest }, honeypot }) =>
    [ip, agent, honeypot, Math.floor(msOf(rest) / togetherMs)].join('|'),
  );
  return [...slots.values()].flatMap((slot) => {
    const ordered = slot.toSorted((a, b) => msOf(a.sighting) - msOf(b.sighting));
    return [ordered.at(0), ordered.at(-1)].flatMap((trap) => trap ?? []);
  });
};

/**
 * Who was behind each open and click of one mail, by all that is known of the mail: the same for any order in which it became known.
 * Signs that a sighting brought along stay; those of the history are found anew.
 */
export function judgeSightings(sightings: readonly Sighting[], delivered: string | null): readonly Sighting[] {
  const burst = inBurst(sightings.filter(({ kind }) => kind === 'click'));
  const traps = trapsIn(sightings, burst);
  return sightings.map((sighting) => {
    const own = sighting.reasons.filter((reason) => !signs[reason].ofHistory);
    const isTrap = burst.has(sighting.id) || own.includes('honeypot');
    const reasons: readonly SignName[] = [
      ...own,
      ...(burst.has(sighting.id) ? (['three_links'] as const) : []),
      ...againstDelivery(sighting, delivered),
      ...(!isTrap && traps.some((trap) => belongsTo(trap, sighting)) ? (['companion'] as const) : []),
    ];
    const score = scoreOf(reasons);
    return { ...sighting, reasons, score, class: classOf(score) };
  });
}
