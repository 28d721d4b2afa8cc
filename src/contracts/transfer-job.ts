import * as z from 'zod';
import { CsvLayout, ExportView, ImportCounts, ImportView, importFields } from './transfer.ts';

const header = z.string();
const Column = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('field'), header, target: z.enum(importFields) }),
  z.object({ kind: z.literal('custom'), header, target: z.string() }),
  z.object({ kind: z.literal('ignored'), header }),
]);

/** Where a record begins: bytes before it, and its line. */
const Position = z.object({ offset: z.number().int(), line: z.number().int() });

/** What one page comes to; decided before its first contact is written, so that a repeated page counts the same. */
const PlannedPage = z.object({ counts: ImportCounts, next: Position });
export type PlannedPage = z.infer<typeof PlannedPage>;

/** An import as stored: what its owner sees, and how far it is. */
export const ImportJob = ImportView.omit({ rowsPerSecond: true, bytesRead: true }).extend({
  /** The mapping of the request. */
  asked: z.record(z.string(), z.string()),
  /** How the file is read, and which version of it; null before the start. */
  file: z.object({ etag: z.string(), layout: CsvLayout, columns: z.array(Column), rows: Position }).nullable(),
  /** Everything before it is done and counted. */
  position: Position,
  /** The page that is being written. */
  planned: PlannedPage.nullable(),
  /** Parts of the error file that lie in S3. */
  errorParts: z.number().int(),
  /** The parts are joined: the error file can be read. */
  errorFile: z.boolean(),
  rev: z.number().int(),
});
export type ImportJob = z.infer<typeof ImportJob>;

/** An export as stored. */
export const ExportJob = ExportView.omit({ download: true }).extend({
  /** Custom fields that were met; while `columns` is null, contacts are read for these only. */
  customNames: z.array(z.string()),
  /** Where the next contacts are read; null at the beginning. */
  position: z.string().nullable(),
  uploadId: z.string().nullable(),
  parts: z.array(z.string()).meta({ description: 'ETags.' }),
  rev: z.number().int(),
});
export type ExportJob = z.infer<typeof ExportJob>;
