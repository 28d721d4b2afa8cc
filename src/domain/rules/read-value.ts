import { Duration } from '../../contracts/primitives.ts';
import type { FactValue } from '../../contracts/rule.ts';
import { isSign, note, peek, type Reader, stop, take, takeSign } from './reader.ts';
import type { Token } from './token.ts';

const units: ReadonlyMap<string, Duration['unit']> = new Map(
  (['minutes', 'hours', 'days', 'weeks'] as const).flatMap((unit) => [
    [unit, unit],
    [unit.slice(0, -1), unit],
  ]),
);
const unitOf = ({ kind, text }: Token) => (kind === 'word' ? units.get(text.toLowerCase()) : undefined);
const aDuration = ['a duration such as 2 days'];
const unitNames = ['minutes', 'hours', 'days', 'weeks'];

export const bools: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function takeNumber(reader: Reader): number {
  const { text, from } = take(reader);
  const value = Number(text);
  if (!Number.isFinite(value))
    note(reader, from, ['a smaller number'], `The number ${text.slice(0, 20)} is too large.`);
  return value;
}

/** A number in a range, such as a percentage; `what` names it in words. */
export function readNumber(reader: Reader, what: string, fits: (value: number) => boolean): number | undefined {
  const token = peek(reader);
  if (token.kind !== 'number') return stop(reader, [what]);
  const value = takeNumber(reader);
  if (!fits(value)) note(reader, token.from, [what], `Write ${what}, not ${token.text}.`);
  return value;
}

export function readDuration(reader: Reader): Duration | undefined {
  const { kind, from, text } = peek(reader);
  if (kind !== 'number') return stop(reader, aDuration);
  const value = takeNumber(reader);
  const unit = unitOf(peek(reader));
  if (!unit) return stop(reader, unitNames);
  reader.at += 1;
  const wanted = 'a whole number from 1 to 525600';
  if (!Duration.safeParse({ value, unit }).success) note(reader, from, [wanted], `Write ${wanted}, not ${text}.`);
  return { value, unit };
}

function readItem(reader: Reader): string | number | undefined {
  const { kind } = peek(reader);
  if (kind === 'text') return take(reader).text;
  return kind === 'number' ? takeNumber(reader) : stop(reader, ['a text in quotes', 'a number']);
}

function readList(reader: Reader): FactValue | undefined {
  reader.at += 1;
  const items: (string | number)[] = [];
  do {
    const item = readItem(reader);
    if (item === undefined) return undefined;
    items.push(item);
  } while (takeSign(reader, ','));
  return takeSign(reader, ')') ? items : stop(reader, ['","', '")"']);
}

/** Whether a value begins here. */
export function beginsValue(token: Token): boolean {
  const isBool = token.kind === 'word' && bools.has(token.text.toLowerCase());
  return token.kind === 'text' || token.kind === 'number' || isBool || isSign(token, '(') || isSign(token, '?');
}

function readWordValue(reader: Reader): FactValue | undefined {
  const { kind, text } = peek(reader);
  const bool = kind === 'word' ? bools.get(text.toLowerCase()) : undefined;
  if (bool === undefined) {
    const hint = kind === 'word' ? ` Put texts in quotes: ${JSON.stringify(text)}.` : '';
    return stop(reader, ['a text in quotes', 'a number', 'true', 'false', 'a list', 'a duration'], hint);
  }
  reader.at += 1;
  return bool;
}

/** Any value of a comparison; `?` is one that is not filled in yet. */
export function readValue(reader: Reader): { readonly value?: FactValue } | undefined {
  const token = peek(reader);
  if (takeSign(reader, '?')) return {};
  let value: FactValue | undefined;
  if (token.kind === 'text') value = take(reader).text;
  else if (token.kind === 'number') value = unitOf(peek(reader, 1)) ? readDuration(reader) : takeNumber(reader);
  else value = isSign(token, '(') ? readList(reader) : readWordValue(reader);
  return value === undefined ? undefined : { value };
}
