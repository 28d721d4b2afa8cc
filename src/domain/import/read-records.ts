import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { fail, ok, type Result } from '../result.ts';
import type { Delimiter } from './delimiter.ts';
import { type FileProblem, fileProblem } from './file-problem.ts';

/** A record with the line it begins on, the first line of the file being 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

const Parsed = z.array(z.object({ record: z.array(z.string()), info: z.object({ bytes: z.number() }) }));
const Refused = z.object({ code: z.string() });

const breaks = (text: string): number => text.split(/\r\n|\r|\n/).length - 1;
const breaksIn = (cells: readonly string[]): number => cells.reduce((sum, cell) => sum + breaks(cell), 0);

const [lf, cr] = [10, 13];

/** Gives the line that ends at an offset; offsets must grow. The parser's own count takes CRLF within quotation marks twice. */
function lineCounter(bytes: Uint8Array): (end: number) => number {
  let line = 1;
  let at = 0;
  return (end) => {
    for (; at < end; at++) if (bytes[at] === lf || (bytes[at] === cr && bytes[at + 1] !== lf)) line++;
    const closed = bytes[end - 1] === lf || bytes[end - 1] === cr;
    return closed ? line - 1 : line;
  };
}

/** The line on which the last quotation mark that opens a cell stands: the records before it can be read. */
function lineOfOpenQuote(text: string, delimiter: Delimiter): number {
  let line = 1;
  let opened = 1;
  let quoted = false;
  let before = '\n';
  for (const char of text) {
    if (char === '"' && (quoted || before === delimiter || before === '\n' || before === '\r' || before === '"')) {
      quoted = !quoted;
      if (quoted && before !== '"') opened = line;
    }
    if (char === '\n') line++;
    before = char;
  }
  return opened;
}

/** Every record of a CSV text, blank lines left out. A quotation mark in the middle of a cell is text. */
export function readRecords(text: string, delimiter: Delimiter): Result<readonly CsvRecord[], FileProblem> {
  try {
    const options = {
      record_delimiter: ['\r\n', '\n', '\r'],
      delimiter,
      info: true,
      relax_quotes: true,
      relax_column_count: true,
      skip_records_with_empty_values: true,
    };
    const bytes = new TextEncoder().encode(text);
    const lineAt = lineCounter(bytes);
    const records = Parsed.parse(parse(bytes, options));
    return ok(records.map(({ record, info }) => ({ line: lineAt(info.bytes) - breaksIn(record), cells: record })));
  } catch (cause) {
    const refused = Refused.safeParse(cause);
    if (!refused.success || refused.data.code !== 'CSV_QUOTE_NOT_CLOSED') throw cause;
    const line = lineOfOpenQuote(text, delimiter);
    return fail(
      fileProblem(
        'unclosed_quote',
        `The quotation mark that opens a cell on line ${line} is never closed. Close it, or write "" for a quotation mark within a cell.`,
        line,
      ),
    );
  }
}
