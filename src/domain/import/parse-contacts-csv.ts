import { fail, ok, type Result } from '../result.ts';
import { type Column, mappingOf, readColumns, targetOf } from './columns.ts';
import { decodeText } from './decode-text.ts';
import { type Delimiter, detectDelimiter } from './delimiter.ts';
import { type FileProblem, fileProblem, shorten } from './file-problem.ts';
import { type CsvRecord, readRecords } from './read-records.ts';
import { type ParsedRow, type RowError, rowReader } from './read-row.ts';

export interface CsvOptions {
  /** Found by the header when absent. */
  readonly delimiter?: Delimiter | undefined;
  /** Data rows a file may have; 100,000 by default. */
  readonly maxRows?: number | undefined;
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

function readRows(
  records: readonly CsvRecord[],
  columns: readonly Column[],
): Pick<ParsedContacts, 'rows' | 'errors' | 'warnings'> {
  const read = rowReader(columns);
  const byEmail = new Map<string, ParsedRow>();
  const errors: RowError[] = [];
  const warnings: RowError[] = [];
  const emailColumn = columns.find((column) => targetOf(column) === 'email')?.header ?? null;
  for (const record of records) {
    const row = read(record);
    if (!row.ok) {
      errors.push(...row.error);
      continue;
    }
    const { email } = row.value.contact;
    const earlier = byEmail.get(email);
    if (earlier) {
      const message = `"${shorten(email)}" is again on line ${record.line}; that row is used and this one is not.`;
      warnings.push({ row: earlier.row, column: emailColumn, code: 'duplicate_in_file', message });
      byEmail.delete(email);
    }
    byEmail.set(email, row.value);
  }
  return { rows: [...byEmail.values()], errors, warnings };
}

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
