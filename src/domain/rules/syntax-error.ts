import { joined } from './words.ts';

/** What is wrong with the text of a rule, and where: line and column count from 1, the column in characters. */
export interface RuleSyntaxError {
  readonly line: number;
  readonly column: number;
  /** What could stand there, in words. */
  readonly expected: readonly string[];
  readonly message: string;
}

/** An error at an offset of the source. */
export function syntaxErrorAt(
  source: string,
  offset: number,
  expected: readonly string[],
  message: string,
): RuleSyntaxError {
  const lines = source.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: [...(lines.at(-1) ?? '')].length + 1, expected, message };
}

export const expectedButFound = (expected: readonly string[], found: string): string =>
  `Expected ${joined(expected, 'or')}, but found ${found}.`;
