import { maxChildren, type Rule } from '../../contracts/rule.ts';
import { fail, ok, type Result } from '../result.ts';
import { tokensOf } from './lexer.ts';
import { readFact } from './read-fact.ts';
import {
  isSign,
  isWord,
  maxErrors,
  needSign,
  note,
  peek,
  type Reader,
  stop,
  take,
  takeSign,
  takeWord,
} from './reader.ts';
import type { RuleSyntaxError } from './syntax-error.ts';

export const maxRuleText = 20_000;
/** As deep as the JSON of a request may nest. */
const maxNesting = 32;

/** Reads what `read` reads one level deeper. */
function deeper<T>(reader: Reader, read: (reader: Reader) => T | undefined): T | undefined {
  if (reader.depth >= maxNesting) {
    const message = `The rule nests more than ${maxNesting} levels deep.`;
    note(reader, peek(reader).from, ['fewer parentheses and nots'], message);
    return undefined;
  }
  reader.depth += 1;
  const found = read(reader);
  reader.depth -= 1;
  return found;
}

/** One or more rules with something between them. */
function readList(
  reader: Reader,
  read: (reader: Reader) => Rule | undefined,
  goesOn: () => boolean,
): Rule[] | undefined {
  const rules: Rule[] = [];
  do {
    const { from } = peek(reader);
    const rule = read(reader);
    if (!rule || reader.errors.length >= maxErrors) return undefined;
    rules.push(rule);
    if (rules.length === maxChildren + 1) {
      const message = `More than ${maxChildren} rules are joined here. Put some of them in parentheses.`;
      note(reader, from, [`at most ${maxChildren} rules in a row`], message);
    }
  } while (goesOn());
  return rules;
}

/** `all(a, b)`, `any(a)`: the only way to write a group of one. */
function readGroup(reader: Reader): Rule | undefined {
  const key = isWord(take(reader), 'all') ? 'all' : 'any';
  if (!needSign(reader, '(')) return undefined;
  const rules = readList(reader, readOr, () => takeSign(reader, ','));
  if (!rules) return undefined;
  if (!takeSign(reader, ')')) return stop(reader, ['","', '")"', '"and"', '"or"']);
  return key === 'all' ? { all: rules } : { any: rules };
}

function readParenthesis(reader: Reader): Rule | undefined {
  reader.at += 1;
  const rule = readOr(reader);
  if (!rule) return undefined;
  return takeSign(reader, ')') ? rule : stop(reader, ['"and"', '"or"', '")"']);
}

function readUnary(reader: Reader): Rule | undefined {
  const token = peek(reader);
  if (takeWord(reader, 'not')) {
    const inner = deeper(reader, readUnary);
    return inner && { not: inner };
  }
  if (isSign(token, '(')) return deeper(reader, readParenthesis);
  return isWord(token, 'all') || isWord(token, 'any') ? deeper(reader, readGroup) : readFact(reader);
}

function readAnd(reader: Reader): Rule | undefined {
  const all = readList(reader, readUnary, () => takeWord(reader, 'and'));
  return all && all.length > 1 ? { all } : all?.[0];
}

function readOr(reader: Reader): Rule | undefined {
  const any = readList(reader, readAnd, () => takeWord(reader, 'or'));
  return any && any.length > 1 ? { any } : any?.[0];
}

/**
 * Reads the text form of a rule (docs/rules.md). What it gives always satisfies the schema of `Rule`; whether fields, steps and values
 * make sense is for `checkRule`. Never throws; the time grows with the length of the text. Up to 20 errors are told at once.
 */
export function parseRule(text: string): Result<Rule, readonly RuleSyntaxError[]> {
  if (text.length > maxRuleText) {
    const message = `The rule has ${text.length} characters; at most ${maxRuleText} are allowed.`;
    return fail([{ line: 1, column: 1, expected: [`at most ${maxRuleText} characters`], message }]);
  }
  const tokens = tokensOf(text, maxErrors);
  if (!tokens.ok) return tokens;
  const reader: Reader = { source: text, tokens: tokens.value, errors: [], at: 0, depth: 0 };
  const rule = readOr(reader);
  if (rule && peek(reader).kind !== 'end') stop(reader, ['"and"', '"or"', 'the end of the rule']);
  return rule && reader.errors.length === 0 ? ok(rule) : fail(reader.errors);
}
