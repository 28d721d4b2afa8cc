import { quoteFormula } from '../import/formula-mark.ts';

const needsQuotes = /[",\r\n]|^\s|\s$/;

function cellText(value: string): string {
  const safe = quoteFormula(value);
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of a CSV file (RFC 4180) that no spreadsheet takes for formulas, with its line break. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(cellText).join(',')}\r\n`;
