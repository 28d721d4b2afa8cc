import { fail, ok, type Result } from '../result.ts';
import { type Column, type Mapping, readColumns } from './columns.ts';
import { detectDelimiter } from './delimiter.ts';
import { decodeLoosely, decodeStrictly, detectEncoding, type FileEncoding, unitBytes, unitsOf } from './encoding.ts';
import { type FileProblem, fileProblem } from './file-problem.ts';
import type { FileLayout, FilePosition } from './page-records.ts';
import { readRecords } from './read-records.ts';
import { nextRecord } from './split-records.ts';

/** A CSV file whose header is understood. */
export interface OpenFile {
  readonly layout: FileLayout;
  readonly headers: readonly string[];
  readonly columns: readonly Column[];
  /** The first row behind the header. */
  readonly rows: FilePosition;
}

/** Bytes at the beginning of a file in which its header must lie. */
const headerBytes = 1024 * 1024;

const emptyFile = fileProblem(
  'empty_file',
  'The file is empty. It needs a header line with a column named email, and a line for each contact.',
);
const noRows = fileProblem('no_rows', 'The file has a header and no contacts. Add a line for each contact.');
const badHeader = fileProblem(
  'bad_header',
  'The first line cannot be read: a quotation mark in it is not closed, or it holds bytes that are no text.',
  1,
);

interface Header {
  readonly headers: readonly string[];
  readonly rows: FilePosition;
}

/** The first record that has a cell with text. Undefined when there is none that can be read. */
function headerOf(head: Uint8Array, { start }: FileEncoding, layout: FileLayout, whole: boolean): Header | undefined {
  const width = unitBytes(layout.encoding);
  const units = unitsOf(head.subarray(start), layout.encoding);
  let line = 1;
  let at = 0;
  for (let span = nextRecord(units, at, layout.delimiter, whole); span; ) {
    const bytes = head.subarray(start + span.start * width, start + span.end * width);
    const text = decodeStrictly(bytes, layout.encoding);
    if (text === undefined) return undefined;
    const records = readRecords(text, layout.delimiter);
    line += span.lines;
    at = span.end;
    const headers = records.ok ? records.value[0]?.cells : undefined;
    if (headers) return { headers, rows: { offset: start + at * width, line } };
    span = nextRecord(units, at, layout.delimiter, whole);
  }
  return undefined;
}

/**
 * Decides by the first megabytes of a file how all of it is read: encoding, separator and columns. `size` is that of the whole file, in
 * bytes. Every problem of the header at once.
 */
export function openFile(
  head: Uint8Array,
  size: number,
  mapping: Mapping = {},
): Result<OpenFile, readonly FileProblem[]> {
  if (size === 0) return fail([emptyFile]);
  const encoding = detectEncoding(head);
  if (!encoding.ok) return fail([encoding.error]);
  const first = head.subarray(encoding.value.start, headerBytes);
  const text = decodeLoosely(first, encoding.value.encoding);
  if (text.trim() === '') return fail([emptyFile]);
  const delimiter = detectDelimiter(text);
  if (!delimiter.ok) return fail([delimiter.error]);
  const layout = { encoding: encoding.value.encoding, delimiter: delimiter.value };
  const header = headerOf(head.subarray(0, headerBytes), encoding.value, layout, size <= headerBytes);
  if (!header) return fail([badHeader]);
  const columns = readColumns(header.headers, mapping);
  if (!columns.ok) return columns;
  if (header.rows.offset >= size) return fail([noRows]);
  return ok({ layout, headers: header.headers, columns: columns.value, rows: header.rows });
}
