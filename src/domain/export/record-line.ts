import type { ExportFormat } from '../../contracts/transfer.ts';
import { csvLine } from './csv-line.ts';

/** What one line of an export says, by column. */
export type ExportRecord = Readonly<Record<string, string | number | null>>;

/** The first line of a file, where its format has one. */
export const headLine = (format: ExportFormat, columns: readonly string[]): string =>
  format === 'csv' ? csvLine(columns) : '';

/** One record as a line: CSV that no spreadsheet takes for formulas, or JSON (JSON Lines), where numbers stay numbers. */
export function recordLine(format: ExportFormat, columns: readonly string[], record: ExportRecord): string {
  if (format === 'csv') return csvLine(columns.map((column) => String(record[column] ?? '')));
  const cells = columns.map((column) => [column, record[column] ?? null] as const);
  return `${JSON.stringify(Object.fromEntries(cells))}\n`;
}
