import { fail, ok, type Result } from '../result.ts';
import { type CellReader, cellReaders, customReader, maxCell, type ParsedContact } from './cells.ts';
import { type Column, targetOf } from './columns.ts';
import { shorten } from './file-problem.ts';
import { unquoteFormula } from './formula-mark.ts';
import type { CsvRecord } from './read-records.ts';

/** `row` is the line of the file on which the row begins, the header's being 1. */
export interface ParsedRow {
  readonly row: number;
  readonly contact: ParsedContact;
}

export interface RowError {
  readonly row: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

type Reader = { readonly column: Column; readonly read: CellReader | undefined };

function readersOf(columns: readonly Column[]): readonly Reader[] {
  const readers = cellReaders();
  return columns.map((column) => ({
    column,
    read:
      column.kind === 'field'
        ? readers[column.target]
        : column.kind === 'custom'
          ? customReader(column.target)
          : undefined,
  }));
}

function shapeError({ line, cells }: CsvRecord, columns: readonly Column[]): RowError | undefined {
  const extra = cells.slice(columns.length).some((cell) => cell.trim() !== '');
  if (cells.length >= columns.length && !extra) return undefined;
  const message = `The row has ${cells.length} columns, the header has ${columns.length}. Put cells that hold the separator into quotation marks.`;
  return { row: line, column: null, code: extra ? 'too_many_columns' : 'too_few_columns', message };
}

function lengthMessage(cell: string): string {
  const lines = cell.split('\n', 3).length;
  const hint = lines > 1 ? ' It runs over several lines: a quotation mark may not be closed.' : '';
  return `"${shorten(cell)}" has ${cell.length} characters; at most ${maxCell} are allowed.${hint}`;
}

function readCell(contact: ParsedContact, { column, read }: Reader, cell: string, row: number): RowError | undefined {
  const at = { row, column: column.header };
  if (cell.length > maxCell) return { ...at, code: 'too_long', message: lengthMessage(cell) };
  const text = unquoteFormula(cell.trim());
  if (targetOf(column) === 'email' && text === '')
    return { ...at, code: 'missing_email', message: 'The row has no e-mail address. Add one or remove the row.' };
  const fault = text === '' ? undefined : read?.(contact, text);
  return fault && { ...at, ...fault };
}

function readRow(
  record: CsvRecord,
  columns: readonly Column[],
  readers: readonly Reader[],
): Result<ParsedRow, readonly RowError[]> {
  const shape = shapeError(record, columns);
  if (shape) return fail([shape]);
  const contact: ParsedContact = { email: '' };
  const errors = readers
    .map((reader, i) => readCell(contact, reader, record.cells[i] ?? '', record.line))
    .filter((error) => error !== undefined);
  return errors.length > 0 ? fail(errors) : ok({ row: record.line, contact });
}

/** Reads the records of one file whose columns these are: a contact, or every fault of the row. */
export function rowReader(columns: readonly Column[]): (record: CsvRecord) => Result<ParsedRow, readonly RowError[]> {
  const readers = readersOf(columns);
  return (record) => readRow(record, columns, readers);
}
