import type { CounterName } from '../../contracts/analytics.ts';
import type { Message } from '../../contracts/message.ts';
import type { Sighting } from '../../contracts/sighting.ts';
import { judgeSightings } from '../machines/judge.ts';
import { type EarlierFlags, earlierFlags, earlierLinks, earlierNames } from './earlier-flags.ts';

const isMachine = (sighting: Sighting): boolean => sighting.class === 'machine';

/** Whether an open or click counts as a person's. Those of unknown origin do: no reason, no exclusion. */
export const isHuman = (sighting: Sighting): boolean => !isMachine(sighting);

const firstOf = (sightings: readonly Sighting[]): string | null => sightings[0]?.at ?? null;

/**
 * Judges the sightings of a mail anew, and says in its flags and links what follows from those of people and of machines. What the row
 * said before sightings were kept stays.
 */
export function withEngagement(message: Message, sightings: readonly Sighting[]): Message {
  const ordered = sightings.toSorted((a, b) => (a.at < b.at || (a.at === b.at && a.id < b.id) ? -1 : 1));
  const seen = [...judgeSightings(ordered, message.flags.delivered)];
  const opens = seen.filter(({ kind }) => kind === 'open');
  const clicks = seen.filter(({ kind }) => kind === 'click');
  const links: Record<string, string> = {};
  for (const { link, at } of clicks.filter(isHuman)) if (link !== null) links[link] ??= at;
  return {
    ...message,
    seen,
    countsUnknown: true,
    links: { ...links, ...earlierLinks(message) },
    flags: {
      ...message.flags,
      opened: firstOf(opens.filter(isHuman)),
      machineOpened: firstOf(opens.filter(isMachine)),
      clicked: firstOf(clicks.filter(isHuman)),
      machineClicked: firstOf(clicks.filter(isMachine)),
      ...earlierFlags(message),
    },
  };
}

/** One to be counted on the day of an instant. */
export interface Tick {
  readonly counter: CounterName;
  readonly at: string;
}

const counterOf = (sighting: Sighting): CounterName => {
  if (sighting.kind === 'open') return isHuman(sighting) ? 'totalOpens' : 'machineOpens';
  return isHuman(sighting) ? 'totalClicks' : 'machineClicks';
};

/** People's opens and clicks of which nobody can be sure are counted among them, and once more by themselves. */
const unknownTicks = (sighting: Sighting): readonly Tick[] =>
  sighting.class === 'unknown'
    ? [{ counter: sighting.kind === 'open' ? 'unknownOpens' : 'unknownClicks', at: sighting.at }]
    : [];

const totals: { readonly [F in keyof Required<EarlierFlags>]: CounterName } = {
  opened: 'totalOpens',
  machineOpened: 'machineOpens',
  clicked: 'totalClicks',
  machineClicked: 'machineClicks',
};

/** The first open or click of a kind of which no sighting was kept. Those after it left no trace on the row. */
const earlierTicks = (message: Message): readonly Tick[] => {
  const flags = earlierFlags(message);
  return earlierNames.flatMap((name) => {
    const at = flags[name];
    return at ? [{ counter: totals[name], at }] : [];
  });
};

/** All that the opens and clicks of a mail add to the counters. */
export const engagementTicks = (message: Message): readonly Tick[] => {
  const {
    seen,
    flags: { opened, clicked },
  } = message;
  return [
    ...(opened === null ? [] : [{ counter: 'uniqueOpens' as const, at: opened }]),
    ...(clicked === null ? [] : [{ counter: 'uniqueClicks' as const, at: clicked }]),
    ...seen.map((sighting) => ({ counter: counterOf(sighting), at: sighting.at })),
    ...(message.countsUnknown ? seen.flatMap(unknownTicks) : []),
    ...earlierTicks(message),
  ];
};
