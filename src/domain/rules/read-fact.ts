import type * as z from 'zod';
import {
  ContactFact,
  EngagementFact,
  EventFact,
  engagementEvents,
  type Fact,
  PercentFact,
  type Rule,
  SegmentFact,
  TriggerFact,
} from '../../contracts/rule.ts';
import { nearest } from '../content/nearest.ts';
import { fieldWritten, nearestField, writtenField, writtenFields } from './field-spelling.ts';
import { readComparison } from './read-comparison.ts';
import { engagementReader, shorthandNames } from './read-engagement.ts';
import { readEvent, readQuotedName, readTest } from './read-event.ts';
import { readNumber } from './read-value.ts';
import { isSign, needSign, note, peek, type Reader, stop, take } from './reader.ts';
import type { Token } from './token.ts';

const aField = 'a contact field such as contact.company_size';
const aFact = [aField, 'opened(previous)', 'in_segment("…")', 'event("…")', 'trigger.…', 'percent(…)'];
const factNames = [...engagementEvents, ...shorthandNames, 'in_segment', 'percent', 'event', 'contact', 'trigger'];

/** The name behind `contact` or `trigger`, as one word with it or in brackets. */
function readName(reader: Reader, { text }: Token, expected: string): { name: string; quoted: boolean } | undefined {
  const dot = text.indexOf('.');
  if (dot >= 0) return { name: text.slice(dot + 1), quoted: false };
  if (!isSign(peek(reader), '[')) return stop(reader, [expected]);
  const name = readQuotedName(reader);
  return name === undefined ? undefined : { name, quoted: true };
}

function fieldMeant(reader: Reader, { from }: Token, written: string): string {
  const field = fieldWritten(written);
  if (field !== undefined) return field;
  const meant = nearestField(written);
  const help = meant ? `Did you mean "contact.${meant}"?` : 'Custom fields are written contact.custom.<name>.';
  const expected = [
    ...(meant ? [`contact.${meant}`] : writtenFields.map((name) => `contact.${name}`)),
    'contact.custom.<name>',
  ];
  const message = `There is no contact field "${written.slice(0, 80)}". ${help}`;
  note(reader, from + 'contact.'.length, expected, message);
  return written;
}

function readContact(reader: Reader, token: Token): Fact | undefined {
  const named = readName(reader, token, '".company_size" or another field');
  if (!named) return undefined;
  const field = named.quoted ? named.name : fieldMeant(reader, token, named.name);
  const comparison = readComparison(reader);
  return comparison && { contact: { field, ...comparison } };
}

function readTrigger(reader: Reader, token: Token): Fact | undefined {
  const named = readName(reader, token, '".amount" or another property of the event');
  const trigger = named && readTest(reader, named.name);
  return trigger && { trigger };
}

function readSegment(reader: Reader): Fact | undefined {
  if (!needSign(reader, '(')) return undefined;
  const { kind } = peek(reader);
  if (kind !== 'text' && kind !== 'word') return stop(reader, ['the name or id of a segment in quotes']);
  const segment = take(reader).text;
  return needSign(reader, ')') && { segment };
}

function readPercent(reader: Reader): Fact | undefined {
  if (!needSign(reader, '(')) return undefined;
  const percent = readNumber(reader, 'a number from 0 to 100', (value) => value >= 0 && value <= 100);
  return percent === undefined ? undefined : needSign(reader, ')') && { percent };
}

type FactReader = (reader: Reader, token: Token) => Rule | undefined;
const readers: ReadonlyMap<string, FactReader> = new Map([
  ['contact', readContact],
  ['trigger', readTrigger],
  ['event', readEvent],
  ['in_segment', readSegment],
  ['percent', readPercent],
]);

const schemas: readonly (readonly [key: string, schema: z.ZodType<Fact>])[] = [
  ['engagement', EngagementFact],
  ['contact', ContactFact],
  ['segment', SegmentFact],
  ['percent', PercentFact],
  ['event', EventFact],
  ['trigger', TriggerFact],
];

/** The fact as its schema keeps it; lengths and counts are judged there. */
function conforming(reader: Reader, token: Token, rule: Rule): Rule {
  if ('not' in rule) return { not: conforming(reader, token, rule.not) };
  const parsed = schemas.find(([key]) => key in rule)?.[1].safeParse(rule);
  if (parsed?.success) return parsed.data;
  for (const issue of parsed?.error.issues ?? [])
    note(reader, token.from, [issue.message], `This fact cannot be (${issue.path.join('.')}): ${issue.message}.`);
  return rule;
}

/** The fact that a misspelt word may have meant: `opend`, `company_size` without its `contact.`. */
function factMeant(text: string): string | undefined {
  const field = writtenField(fieldWritten(text) ?? '');
  if (field !== undefined) return `contact.${field}`;
  const [head = '', ...rest] = text.split('.');
  const meant = nearest(head, factNames);
  return meant && [meant, ...rest].join('.');
}

function unknownFact(reader: Reader, { kind, text, from }: Token): undefined {
  const meant = kind === 'word' ? factMeant(text) : undefined;
  if (!meant) return stop(reader, [...aFact, '"not"', '"("']);
  note(reader, from, [meant], `There is no fact "${text.slice(0, 80)}". Did you mean "${meant}"?`);
  return undefined;
}

/** One fact of a rule, or the `not` that a shorthand such as `email_not_opened` stands for. */
export function readFact(reader: Reader): Rule | undefined {
  const token = peek(reader);
  const word = token.kind === 'word' ? token.text.toLowerCase() : '';
  const [head = ''] = word.split('.');
  const dotted = head === 'contact' || head === 'trigger';
  const read = readers.get(dotted ? head : word) ?? engagementReader(word);
  if (!read) return unknownFact(reader, token);
  reader.at += 1;
  const known = reader.errors.length;
  const rule = read(reader, token);
  return rule && reader.errors.length === known ? conforming(reader, token, rule) : rule;
}
