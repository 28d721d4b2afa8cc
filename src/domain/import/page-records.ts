import type { Delimiter } from './delimiter.ts';
import { decodeLoosely, decodeStrictly, type Encoding, unitBytes, utf8Evidence } from './encoding.ts';
import { type CsvRecord, readRecords } from './read-records.ts';
import type { RecordSpan } from './split-records.ts';

/** How the bytes of a file are read. */
export interface FileLayout {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
}

/** Where a record begins: bytes before it, and its line, the first line of the file being 1. */
export interface FilePosition {
  readonly offset: number;
  readonly line: number;
}

export interface PageOfRecords {
  readonly records: readonly CsvRecord[];
  /** Rows with bytes that are no text in the encoding of the file, as far as they can be read. */
  readonly unreadable: readonly CsvRecord[];
  /** Behind the last record of the page. */
  readonly next: FilePosition;
}

const cellsOf = (text: string, delimiter: Delimiter): readonly string[] => {
  const parsed = readRecords(text, delimiter);
  return parsed.ok ? (parsed.value[0]?.cells ?? []) : [text.trim()];
};

/** The text of all records; undefined when some of them may not be of the encoding. */
function textOfAll(bytes: Uint8Array, encoding: Encoding): string | undefined {
  const suspicious = encoding === 'windows-1252' && utf8Evidence(bytes).sequences > 0;
  return suspicious ? undefined : decodeStrictly(bytes, encoding);
}

/** Reads records that lie one behind the other in `bytes`, the first of them beginning at the line. */
export function pageRecords(
  bytes: Uint8Array,
  spans: readonly RecordSpan[],
  { encoding, delimiter }: FileLayout,
  firstLine: number,
): Omit<PageOfRecords, 'next'> {
  const width = unitBytes(encoding);
  const first = spans[0]?.start ?? 0;
  const bytesOf = (from: number, to: number): Uint8Array => bytes.subarray(from * width, to * width);
  const unreadable: CsvRecord[] = [];
  const textOneByOne = (): string => {
    let line = firstLine;
    const texts = spans.map(({ start, end, lines }) => {
      const text = decodeStrictly(bytesOf(start, end), encoding);
      const at = line;
      line += lines;
      if (text !== undefined) return text;
      unreadable.push({ line: at, cells: cellsOf(decodeLoosely(bytesOf(start, end), encoding), delimiter) });
      return '\n'.repeat(lines);
    });
    return texts.join('');
  };
  const text = textOfAll(bytesOf(first, spans.at(-1)?.end ?? first), encoding) ?? textOneByOne();
  const read = readRecords(text, delimiter);
  if (!read.ok) throw new Error(`Records were split where the parser does not: ${read.error.message}`);
  const records = read.value.map((record) => ({ ...record, line: record.line + firstLine - 1 }));
  return { records, unreadable };
}
