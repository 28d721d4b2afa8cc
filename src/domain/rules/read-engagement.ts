import { type EngagementEvent, EngagementFact, engagementEvents, type Fact, type Rule } from '../../contracts/rule.ts';
import { readDuration } from './read-value.ts';
import { needSign, note, peek, type Reader, stop, take, takeSign, takeWord } from './reader.ts';

/** A fact of the specification's examples: `email_opened` is `opened(previous)`, `email_not_opened` its opposite. */
interface Shorthand {
  readonly event: EngagementEvent;
  readonly negated: boolean;
}
const shorthands: ReadonlyMap<string, Shorthand> = new Map(
  engagementEvents.flatMap((event): [string, Shorthand][] => [
    [`email_${event}`, { event, negated: false }],
    [`email_not_${event}`, { event, negated: true }],
  ]),
);
export const shorthandNames: readonly string[] = [...shorthands.keys()];

const eventNamed = (word: string): EngagementEvent | undefined => engagementEvents.find((event) => event === word);

function readEmail(reader: Reader): string | undefined {
  const { kind } = peek(reader);
  if (kind === 'word' || kind === 'text') return take(reader).text;
  return stop(reader, ['previous', 'any', 'the id of an email step']);
}

function readLink(reader: Reader): string | undefined {
  const { kind, text, from } = peek(reader);
  const wanted = 'a web address in quotes';
  if (kind !== 'text') return stop(reader, [wanted]);
  if (!EngagementFact.shape.engagement.shape.link.safeParse(text).success)
    note(reader, from, [wanted], `${JSON.stringify(text.slice(0, 80))} is no web address.`);
  return take(reader).text;
}

function readWithin(reader: Reader, email: string, event: EngagementEvent, link?: string): Fact | undefined {
  const asked = link === undefined ? { email, event } : { email, event, link };
  if (!takeWord(reader, 'within')) return { engagement: asked };
  const within = readDuration(reader);
  return within && { engagement: { ...asked, within } };
}

function readCall(reader: Reader, event: EngagementEvent): Fact | undefined {
  if (!needSign(reader, '(')) return undefined;
  const email = readEmail(reader);
  if (email === undefined) return undefined;
  const link = takeSign(reader, ',') ? readLink(reader) : null;
  if (link === undefined) return undefined;
  if (!takeSign(reader, ')')) return stop(reader, link === null ? ['")"', '","'] : ['")"']);
  return readWithin(reader, email, event, link ?? undefined);
}

function readShorthand(reader: Reader, word: string): Rule | undefined {
  const meant = shorthands.get(word);
  const fact = meant && readWithin(reader, 'previous', meant.event);
  return meant?.negated && fact ? { not: fact } : fact;
}

/** The engagement fact a word begins, as a function reads on behind the word; undefined when the word begins none. */
export function engagementReader(word: string): ((reader: Reader) => Rule | undefined) | undefined {
  const event = eventNamed(word);
  if (event) return (reader) => readCall(reader, event);
  return shorthands.has(word) ? (reader) => readShorthand(reader, word) : undefined;
}
