import type { PropertyTest } from '../../contracts/rule.ts';
import type { Operator } from './comparison.ts';
import { beginsValue, readValue } from './read-value.ts';
import { isWord, peek, type Reader, stop, takeWord } from './reader.ts';

export type Comparison = Pick<PropertyTest, 'op' | 'value'>;

/** How each operator is written; the first spelling is the printer's. Of `exists`, see {@link readExistence}. */
export const spellings: { readonly [O in Exclude<Operator, 'exists'>]: readonly [string, ...string[]] } = {
  eq: ['==', '='],
  ne: ['!='],
  gte: ['>='],
  gt: ['>'],
  lte: ['<='],
  lt: ['<'],
  in: ['in'],
  contains: ['contains'],
  starts_with: ['starts with', 'starts_with'],
  before: ['before'],
  after: ['after'],
  within_last: ['within last', 'within_last'],
};

const isOperator = (name: string): name is keyof typeof spellings => Object.hasOwn(spellings, name);
const operators = Object.keys(spellings)
  .filter(isOperator)
  .flatMap((op) => spellings[op].map((spelling) => ({ op, words: spelling.split(' ') })));
const expected = [...Object.values(spellings).map(([spelling]) => `"${spelling}"`), '"exists"', '"is missing"'];

function takeOperator(reader: Reader): keyof typeof spellings | undefined {
  const found = operators.find(({ words }) =>
    words.every((word, i) => {
      const { kind, text } = peek(reader, i);
      return (kind === 'word' || kind === 'sign') && text.toLowerCase() === word;
    }),
  );
  reader.at += found?.words.length ?? 0;
  return found?.op;
}

/** `exists`, `exists true`, `is missing`. */
function readExistence(reader: Reader): Comparison | undefined {
  if (takeWord(reader, 'exists')) {
    const given = beginsValue(peek(reader)) ? readValue(reader) : {};
    return given && { op: 'exists', ...given };
  }
  if (isWord(peek(reader), 'not'))
    return stop(reader, expected, ' Write not before the fact: not contact.country in ("GB").');
  if (!takeWord(reader, 'is')) return stop(reader, expected);
  return takeWord(reader, 'missing')
    ? { op: 'exists', value: false }
    : stop(reader, ['"missing"'], ' Compare values with ==.');
}

/** An operator with its value. */
export function readComparison(reader: Reader): Comparison | undefined {
  const op = takeOperator(reader);
  if (!op) return readExistence(reader);
  const given = readValue(reader);
  return given && { op, ...given };
}
