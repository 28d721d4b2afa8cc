import { unitBytes, unitsOf } from '../../domain/import/encoding.ts';
import { type FileProblem, fileProblem } from '../../domain/import/file-problem.ts';
import {
  type FileLayout,
  type FilePosition,
  type PageOfRecords,
  pageRecords,
} from '../../domain/import/page-records.ts';
import { nextRecord, type RecordSpan } from '../../domain/import/split-records.ts';

/** A file that is read in ranges; `size` in bytes. `to` is the byte behind the last one that is read. */
export interface RangedFile {
  readonly size: number;
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
}

export interface PageSizes {
  /** Rows that a page holds, unless the file ends. */
  readonly rows: number;
  /** Bytes that are read at once. */
  readonly range: number;
  /** Bytes after which a record that does not end is taken for one whose quotation mark is never closed. */
  readonly record: number;
}

export const pageSizes: PageSizes = { rows: 500, range: 4 * 1024 * 1024, record: 1024 * 1024 };

/** The file cannot be read on. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

const openQuote = (line: number): UnreadableFile =>
  new UnreadableFile(
    fileProblem(
      'unclosed_quote',
      `The quotation mark that opens a cell of the row on line ${line} is never closed, or the row is longer than 1 MB. Close it, or write "" for a quotation mark within a cell.`,
      line,
    ),
  );

interface Window {
  readonly bytes: Uint8Array;
  readonly units: ArrayLike<number>;
  readonly atEnd: boolean;
}

/** The records that begin at a unit of the window, at most so many; `line` is that of the record behind them. */
function spansIn(window: Window, from: number, limit: number, { delimiter }: FileLayout) {
  const spans: RecordSpan[] = [];
  let rows = 0;
  let at = from;
  let lines = 0;
  while (rows < limit) {
    const span = nextRecord(window.units, at, delimiter, window.atEnd);
    if (!span) return { spans, at, lines, full: false };
    spans.push(span);
    if (!span.blank) rows++;
    at = span.end;
    lines += span.lines;
  }
  return { spans, at, lines, full: true };
}

/**
 * The records from a position on, page by page; never more than a few ranges of the file are held. A page depends on where it begins
 * and not on the ranges, so that whoever goes on from its `next` gets the same pages.
 * @throws UnreadableFile when a record does not end.
 */
export async function* recordPages(
  file: RangedFile,
  layout: FileLayout,
  from: FilePosition,
  sizes: PageSizes = pageSizes,
): AsyncGenerator<PageOfRecords> {
  const width = unitBytes(layout.encoding);
  let { offset, line } = from;
  let window: Window = { bytes: new Uint8Array(), units: [], atEnd: offset >= file.size };
  let at = 0;
  while (!window.atEnd || at < window.units.length) {
    const page = spansIn(window, at, sizes.rows, layout);
    if (!page.full && !window.atEnd) {
      const rest = window.bytes.subarray(at * width);
      if (rest.length - (page.at - at) * width > sizes.record) throw openQuote(line + page.lines);
      const loaded = offset + rest.length;
      const more = await file.read(loaded, Math.min(loaded + sizes.range, file.size));
      const bytes = Buffer.concat([rest, more]);
      window = { bytes, units: unitsOf(bytes, layout.encoding), atEnd: loaded + more.length >= file.size };
      at = 0;
      continue;
    }
    if (!page.full && page.at < window.units.length) throw openQuote(line + page.lines);
    const read = pageRecords(window.bytes, page.spans, layout, line);
    offset += (page.at - at) * width;
    line += page.lines;
    at = page.at;
    const ends = window.atEnd && at >= window.units.length;
    yield { ...read, next: { offset: ends ? file.size : offset, line } };
  }
}
