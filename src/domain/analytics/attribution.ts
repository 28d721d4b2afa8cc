import type { Message } from '../../contracts/message.ts';
import { dayMs } from '../later.ts';

/** By what a goal event was laid to a mail, the strongest first. */
type Basis = 'clicked' | 'opened' | 'delivered';
const bases: readonly Basis[] = ['clicked', 'opened', 'delivered'];

export interface Attribution {
  readonly message: Message;
  readonly basis: Basis;
}

/** When people did this with the mail: each link has the time it was first clicked. */
const timesOf = ({ flags, links }: Message, basis: Basis): readonly string[] => [
  ...(flags[basis] ? [flags[basis]] : []),
  ...(basis === 'clicked' && flags.clicked ? Object.values(links) : []),
];

/** The last of these times that lies within the window before an event. */
function lastBefore(times: readonly string[], at: string, windowMs: number): string | undefined {
  const within = times.filter((time) => time <= at && Date.parse(at) - Date.parse(time) <= windowMs);
  return within.toSorted().at(-1);
}

/**
 * The mail that a goal event at `at` is laid to: of those that a person clicked within the window the one clicked last, else of those
 * opened by a person, else of those delivered. What machines did lays nothing to a mail.
 */
export function attribute(messages: readonly Message[], at: string, windowDays: number): Attribution | undefined {
  for (const basis of bases) {
    const [last] = messages
      .flatMap((message) => {
        const time = lastBefore(timesOf(message, basis), at, windowDays * dayMs);
        return time === undefined ? [] : [{ message, time }];
      })
      .toSorted((one, other) => (one.time < other.time ? 1 : -1));
    if (last) return { message: last.message, basis };
  }
  return undefined;
}
