import { csvLine } from '../export/csv-line.ts';
import type { CsvRecord } from './read-records.ts';
import type { RowError } from './read-row.ts';

/** A row that is left out, with everything that is wrong with it. */
export interface BadRow {
  readonly record: CsvRecord;
  readonly errors: readonly RowError[];
}

/** The first line of an error file: where and what, then the columns of the file itself. */
export const errorHeader = (headers: readonly string[]): string =>
  csvLine(['line', 'column', 'code', 'message', ...headers]);

/** A line for each fault, with the row itself behind it, so that a mended copy can be imported. */
export const errorLines = (rows: readonly BadRow[]): string =>
  rows
    .flatMap(({ record, errors }) =>
      errors.map(({ row, column, code, message }) =>
        csvLine([String(row), column ?? '', code, message, ...record.cells]),
      ),
    )
    .join('');
