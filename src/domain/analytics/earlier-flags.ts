import type { Flags, Message } from '../../contracts/message.ts';
import type { Sighting } from '../../contracts/sighting.ts';

/** What rows kept of opens and clicks before they kept each sighting: first times only. Nothing that comes later takes them back. */
export type EarlierFlags = Partial<Pick<Flags, 'opened' | 'machineOpened' | 'clicked' | 'machineClicked'>>;

const kinds: { readonly [F in keyof Required<EarlierFlags>]: Sighting['kind'] } = {
  opened: 'open',
  machineOpened: 'open',
  clicked: 'click',
  machineClicked: 'click',
};
export const earlierNames = ['opened', 'machineOpened', 'clicked', 'machineClicked'] as const;

/** The flags that follow from no sighting of the row: a flag has the time of the sighting it follows from. */
export function earlierFlags({ flags, seen }: Pick<Message, 'flags' | 'seen'>): EarlierFlags {
  const own = earlierNames.filter(
    (name) => flags[name] !== null && !seen.some(({ kind, at }) => kind === kinds[name] && at === flags[name]),
  );
  return Object.fromEntries(own.map((name) => [name, flags[name]]));
}

/** The same for links, each with the time of its first click. */
export function earlierLinks({ links, seen }: Pick<Message, 'links' | 'seen'>): Message['links'] {
  const known = new Set(seen.filter(({ kind }) => kind === 'click').map(({ link, at }) => `${at}|${link}`));
  return Object.fromEntries(Object.entries(links).filter(([link, at]) => !known.has(`${at}|${link}`)));
}

export const hasEarlierFlags = (message: Pick<Message, 'flags' | 'seen'>): boolean =>
  Object.keys(earlierFlags(message)).length > 0;

/** The first clicks of which no sighting was kept; the link where the row says it. */
export function earlierClicks(
  message: Message,
): readonly { readonly link: string | null; readonly byPerson: boolean }[] {
  const { clicked, machineClicked } = earlierFlags(message);
  const [link] = Object.entries(message.links).find(([, at]) => at === clicked) ?? [null];
  return [...(clicked ? [{ link, byPerson: true }] : []), ...(machineClicked ? [{ link: null, byPerson: false }] : [])];
}
