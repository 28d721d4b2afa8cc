import type { Fact, PropertyTest } from '../../contracts/rule.ts';
import type { EventQuestion } from './past-event.ts';
import { readComparison } from './read-comparison.ts';
import { readDuration, readNumber } from './read-value.ts';
import { isSign, needSign, peek, type Reader, stop, take, takeSign, takeWord } from './reader.ts';

export function readTest(reader: Reader, property: string): PropertyTest | undefined {
  const comparison = readComparison(reader);
  return comparison && { property, ...comparison };
}

/** `["a property of any name"]`, for those that words cannot write. */
export function readQuotedName(reader: Reader): string | undefined {
  if (!needSign(reader, '[')) return undefined;
  const { kind, text } = peek(reader);
  if (kind !== 'text') return stop(reader, ['a name in quotes']);
  reader.at += 1;
  return needSign(reader, ']') && text;
}

function readWhere(reader: Reader): PropertyTest[] | undefined {
  const tests: PropertyTest[] = [];
  do {
    const { kind } = peek(reader);
    if (kind !== 'word' && kind !== 'text') return stop(reader, ['the name of a property']);
    const test = readTest(reader, take(reader).text);
    if (!test) return undefined;
    tests.push(test);
  } while (takeWord(reader, 'and'));
  return tests;
}

/** `.amount >= 50` or `["amount"] >= 50` behind the parenthesis; no test when neither follows. */
function readProperty(reader: Reader): readonly PropertyTest[] | undefined {
  const next = peek(reader);
  const name = next.kind === 'path' ? take(reader).text.slice(1) : isSign(next, '[') ? readQuotedName(reader) : null;
  if (name === null) return [];
  const test = name === undefined ? undefined : readTest(reader, name);
  return test && [test];
}

function readAtLeast(reader: Reader): number | undefined {
  if (!takeWord(reader, 'least')) return stop(reader, ['"least"']);
  const wanted = 'a whole number from 1 to 1000000';
  const count = readNumber(reader, wanted, (value) => Number.isInteger(value) && value >= 1 && value <= 1_000_000);
  if (count === undefined) return undefined;
  return takeWord(reader, 'times') || takeWord(reader, 'time') ? count : stop(reader, ['"times"']);
}

/** `within 30 days` and `at least 2 times`, each at most once, in any order. */
function readLimits(reader: Reader): Pick<EventQuestion, 'within' | 'atLeast'> | undefined {
  const limits: Pick<EventQuestion, 'within' | 'atLeast'> = {};
  for (;;) {
    if (!limits.within && takeWord(reader, 'within')) {
      const within = readDuration(reader);
      if (!within) return undefined;
      limits.within = within;
    } else if (!limits.atLeast && takeWord(reader, 'at')) {
      const atLeast = readAtLeast(reader);
      if (atLeast === undefined) return undefined;
      limits.atLeast = atLeast;
    } else return limits;
  }
}

/** `event("order.completed" where amount >= 50 and currency == "EUR") within 30 days at least 2 times`, behind its first word. */
export function readEvent(reader: Reader): Fact | undefined {
  if (!needSign(reader, '(')) return undefined;
  const { kind } = peek(reader);
  if (kind !== 'text' && kind !== 'word') return stop(reader, ['the name of an event in quotes']);
  const name = take(reader).text;
  const filters = takeWord(reader, 'where') ? readWhere(reader) : [];
  if (!filters) return undefined;
  if (!takeSign(reader, ')')) return stop(reader, filters.length > 0 ? ['"and"', '")"'] : ['"where"', '")"']);
  const property = readProperty(reader);
  const limits = property && readLimits(reader);
  if (!limits) return undefined;
  const where = [...filters, ...property];
  return { event: { name, ...(where.length > 0 ? { where } : {}), ...limits } };
}
