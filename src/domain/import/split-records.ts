import type { Delimiter } from './delimiter.ts';

/** A record of a file: where it lies, counted in code units, and the lines it takes. */
export interface RecordSpan {
  readonly start: number;
  /** Behind its line break. */
  readonly end: number;
  readonly lines: number;
  /** Nothing but its line break. */
  readonly blank: boolean;
}

const [quote, lf, cr] = [0x22, 0x0a, 0x0d];

/**
 * Index behind a cell that begins with a quotation mark, or where it goes on as plain text because a mark in it closes nothing: the
 * rules of {@link readRecords}. Undefined when the units end before that is decided.
 */
function skipQuoted(units: ArrayLike<number>, from: number, atEnd: boolean): number | undefined {
  for (let at = from + 1; at < units.length; at++) {
    if (units[at] !== quote) continue;
    if (at + 1 === units.length) return atEnd ? units.length : undefined;
    if (units[at + 1] !== quote) return at + 1;
    at++;
  }
  return undefined;
}

/** Line breaks between two indexes; CR LF is one. */
function breaksIn(units: ArrayLike<number>, from: number, to: number): number {
  let found = 0;
  for (let at = from; at < to; at++) {
    if (units[at] === lf || (units[at] === cr && units[at + 1] !== lf)) found++;
  }
  return found;
}

/** Behind the line break at an index. Undefined while it may be half of CR LF. */
function behindBreak(units: ArrayLike<number>, at: number, atEnd: boolean): number | undefined {
  if (units[at] === cr && at + 1 === units.length && !atEnd) return undefined;
  return units[at] === cr && units[at + 1] === lf ? at + 2 : at + 1;
}

/**
 * The record that begins at an index, by the rules that {@link readRecords} parses by. Undefined when it is not complete in these units:
 * a quotation mark is open, or the last line has no break and more of the file follows.
 */
export function nextRecord(
  units: ArrayLike<number>,
  start: number,
  delimiter: Delimiter,
  atEnd: boolean,
): RecordSpan | undefined {
  const separator = delimiter.charCodeAt(0);
  let cellStart = true;
  for (let at = start; at < units.length; at++) {
    const unit = units[at];
    if (unit === quote && cellStart) {
      const behind = skipQuoted(units, at, atEnd);
      if (behind === undefined) return undefined;
      at = behind - 1;
      cellStart = false;
    } else if (unit === lf || unit === cr) {
      const end = behindBreak(units, at, atEnd);
      if (end === undefined) return undefined;
      return { start, end, lines: breaksIn(units, start, end), blank: at === start };
    } else cellStart = unit === separator;
  }
  if (!atEnd || start >= units.length) return undefined;
  return { start, end: units.length, lines: breaksIn(units, start, units.length) + 1, blank: false };
}
