import { ImportReport } from '../../src/contracts/contact.ts';
import type { ApiClient } from '../api-client.ts';
import { splitCsv } from './split-csv.ts';

export interface ImportOptions {
  readonly segmentId: string;
  readonly consentSource: string;
  readonly dryRun: boolean;
}

/** What one request takes: rows, and characters of which each may be four bytes of its 5 MB. */
const maxRows = 5_000;
const maxChars = 1_200_000;

type Row = ImportReport['errors'][number];

const moved = (rows: readonly Row[], lines: number): Row[] =>
  rows.map((one) => ({ ...one, row: one.row === null ? null : one.row + lines }));

const sumOf = (one: ImportReport, other: ImportReport): ImportReport => ({
  ...one,
  rows: one.rows + other.rows,
  created: one.created + other.created,
  updated: one.updated + other.updated,
  failed: one.failed + other.failed,
  errors: [...one.errors, ...other.errors],
  warnings: [...one.warnings, ...other.warnings],
});

/** Imports a CSV file piece by piece. Doing it again changes nothing more. */
export async function importContacts(api: ApiClient, csv: string, options: ImportOptions): Promise<ImportReport> {
  const query = new URLSearchParams({
    segmentId: options.segmentId,
    consentSource: options.consentSource,
    dryRun: String(options.dryRun),
  });
  let total: ImportReport | undefined;
  for (const { text, linesBefore } of splitCsv(csv, maxRows, maxChars)) {
    const report = await api.sendCsv(`/api/contacts/import?${query}`, text, ImportReport);
    const placed = {
      ...report,
      errors: moved(report.errors, linesBefore),
      warnings: moved(report.warnings, linesBefore),
    };
    total = total ? sumOf(total, placed) : placed;
  }
  if (!total) throw new Error('The file was cut into no pieces');
  return total;
}
