import { fail, ok, type Result } from '../result.ts';
import { type CellReader, cellReaders, customReader, maxCell, type ParsedContact } from './cells.ts';
import { type Column, readColumns, targetOf } from './columns.ts';
import { decodeText } from './decode-text.ts';
import { type Delimiter, detectDelimiter } from './delimiter.ts';
import { type FileProblem, fileProblem, shorten } from './file-problem.ts';
import { type CsvRecord, readRecords } from './read-records.ts';

export interface CsvOptions {
  /** Found by the header when absent. */
  readonly delimiter?: Delimiter | undefined;
  /** Data rows a file may have; 100,000 by default. */
  readonly maxRows?: number | undefined;
}

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

export interface ParsedContacts {
  readonly delimiter: Delimiter;
  /** Header to field: `E-mail` to `email`, `Favourite Colour` to `custom.favourite_colour`. */
  readonly columns: Readonly<Record<string, string>>;
  /** Data rows in the file, good and bad. */
  readonly total: number;
  readonly rows: readonly ParsedRow[];
  /** Rows that were left out, with every fault of each. */
  readonly errors: readonly RowError[];
  /** What was decided for the author. */
  readonly warnings: readonly RowError[];
}

const defaultMaxRows = 100_000;

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
  const text = cell.trim();
  if (targetOf(column) === 'email' && text === '')
    return { ...at, code: 'missing_email', message: 'The row has no e-mail address. Add one or remove the row.' };
  const fault = text === '' ? undefined : read?.(contact, text);
  return fault && { ...at, ...fault };
}

function readRow(record: CsvRecord, readers: readonly Reader[]): Result<ParsedRow, readonly RowError[]> {
  const shape = shapeError(
    record,
    readers.map(({ column }) => column),
  );
  if (shape) return fail([shape]);
  const contact: ParsedContact = { email: '' };
  const errors = readers
    .map((reader, i) => readCell(contact, reader, record.cells[i] ?? '', record.line))
    .filter((error) => error !== undefined);
  return errors.length > 0 ? fail(errors) : ok({ row: record.line, contact });
}

function readRows(
  records: readonly CsvRecord[],
  columns: readonly Column[],
): Pick<ParsedContacts, 'rows' | 'errors' | 'warnings'> {
  const readers = readersOf(columns);
  const byEmail = new Map<string, ParsedRow>();
  const errors: RowError[] = [];
  const warnings: RowError[] = [];
  const emailColumn = columns.find((column) => targetOf(column) === 'email')?.header ?? null;
  for (const record of records) {
    const read = readRow(record, readers);
    if (!read.ok) {
      errors.push(...read.error);
      continue;
    }
    const { email } = read.value.contact;
    const earlier = byEmail.get(email);
    if (earlier) {
      const message = `"${shorten(email)}" is again on line ${record.line}; that row is used and this one is not.`;
      warnings.push({ row: earlier.row, column: emailColumn, code: 'duplicate_in_file', message });
      byEmail.delete(email);
    }
    byEmail.set(email, read.value);
  }
  return { rows: [...byEmail.values()], errors, warnings };
}

const mappingOf = (columns: readonly Column[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    columns.flatMap((column) => (targetOf(column) === undefined ? [] : [[column.header, targetOf(column) ?? '']])),
  );

const emptyFile = fileProblem(
  'empty_file',
  'The file is empty. It needs a header line with a column named email, and a line for each contact.',
);

/**
 * Contacts of a CSV file. A file that cannot be understood as a whole gives its problems; faults of single rows leave out those rows only.
 * Of rows with the same address the last one counts.
 */
export function parseContactsCsv(
  input: string | Uint8Array,
  options: CsvOptions = {},
): Result<ParsedContacts, readonly FileProblem[]> {
  const text = decodeText(input);
  if (!text.ok) return fail([text.error]);
  if (text.value.trim() === '') return fail([emptyFile]);
  const delimiter = detectDelimiter(text.value, options.delimiter);
  if (!delimiter.ok) return fail([delimiter.error]);
  const records = readRecords(text.value, delimiter.value);
  if (!records.ok) return fail([records.error]);
  const [header, ...rest] = records.value;
  const columns = readColumns(header?.cells ?? []);
  if (!columns.ok) return columns;
  const maxRows = options.maxRows ?? defaultMaxRows;
  if (rest.length === 0)
    return fail([fileProblem('no_rows', 'The file has a header and no contacts. Add a line for each contact.')]);
  if (rest.length > maxRows)
    return fail([
      fileProblem(
        'too_many_rows',
        `The file has ${rest.length} contacts; at most ${maxRows} can be imported at once. Split it.`,
      ),
    ]);
  return ok({
    delimiter: delimiter.value,
    columns: mappingOf(columns.value),
    total: rest.length,
    ...readRows(rest, columns.value),
  });
}
